// Figures from the registers in the rich text editor: a window to choose one, and the chip that stands for it.
// Wagtail's editor brings React and DraftJS; what can be chosen is asked for once, from the address in our own tag.

const { createElement: h, useEffect, useRef, useState } = window.React;
const { EditorState, Modifier, SelectionState } = window.DraftJS;

const own = document.querySelector('script[data-figures]').dataset;
let asked;

function choices() {
  asked ??= fetch(own.figures, { headers: { Accept: 'application/json' } }).then((answer) => {
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  });
  asked.catch(() => { asked = undefined; });
  return asked;
}

// The field a chip stands in says its language, the English beside a translation included.
function useLanguage(ref) {
  const [language, setLanguage] = useState('en');
  useEffect(() => setLanguage(ref.current?.closest('[lang]')?.lang ?? 'en'), []);
  return language;
}

function useChoices() {
  const [known, setKnown] = useState(null);
  useEffect(() => {
    let here = true;
    choices().then((data) => here && setKnown(data), () => here && setKnown({ failed: true }));
    return () => { here = false; };
  }, []);
  return known;
}

const find = (known, key) => known?.groups?.flatMap((group) => group.figures).find((figure) => figure.key === key);

// All of the chip when one is being changed, else what is selected.
function place(editorState, entityKey) {
  const content = editorState.getCurrentContent();
  let selection = editorState.getSelection();
  if (entityKey) {
    content.getBlocksAsArray().forEach((block) => block.findEntityRanges(
      (character) => character.getEntity() === entityKey,
      (start, end) => {
        selection = SelectionState.createEmpty(block.getKey()).merge({ anchorOffset: start, focusOffset: end });
      },
    ));
  }
  return selection;
}

function insert(editorState, entityKey, data, text) {
  const content = editorState.getCurrentContent().createEntity('FIGURE', 'IMMUTABLE', data);
  const style = editorState.getCurrentInlineStyle();
  const key = content.getLastCreatedEntityKey();
  const changed = Modifier.replaceText(content, place(editorState, entityKey), text, style, key);
  return EditorState.push(editorState, changed, 'insert-characters');
}

function Choice({ label, value, onChange, children, size }) {
  return h('label', { className: 'figure-window__choice' }, label,
    h('select', { value, size, onChange: (event) => onChange(event.target.value) }, children));
}

function FigureWindow({ editorState, entity, entityKey, onComplete, onClose }) {
  const before = entity?.getType() === 'FIGURE' ? entity.getData() : {};
  const ref = useRef(null);
  const language = useLanguage(ref);
  const known = useChoices();
  const [figure, setFigure] = useState(before.figure ?? 'states_parties');
  const [form, setForm] = useState(before.form ?? 'words');
  useEffect(() => { ref.current.showModal(); }, []);
  useEffect(() => { ref.current.querySelector('select, button')?.focus(); }, [known]);

  const text = find(known, figure)?.texts[language]?.[form];
  const done = () => text && onComplete(
    insert(editorState, before.figure ? entityKey : null, { figure, form }, text),
  );
  const onKeyDown = (event) => {
    event.stopPropagation();
    if (event.key === 'Enter' && event.target.tagName === 'SELECT') {
      event.preventDefault();
      done();
    }
  };
  const words = known?.words;
  const button = (label, onClick, extra = '', disabled = false) => h('button', {
    type: 'button', className: `button ${extra}`, onClick, disabled,
  }, label);
  return h('dialog', {
    ref, className: 'figure-window', onClose, onKeyDown, 'aria-label': words?.title,
    onCancel: (event) => { event.preventDefault(); onClose(); },
  }, words && h('div', { lang: document.documentElement.lang, dir: document.documentElement.dir },
    h('h2', { className: 'w-h3' }, words.title),
    h(Choice, { label: words.figure, value: figure, onChange: setFigure, size: 12 },
      known.groups.map((group) => h('optgroup', { label: group.label, key: group.label },
        group.figures.map((one) => h('option', { value: one.key, key: one.key },
          `${one.label}: ${one.texts[language].number}`))))),
    h(Choice, { label: words.form, value: form, onChange: setForm },
      known.forms.map((one) => h('option', { value: one.form, key: one.form }, one.label))),
    h('p', { 'aria-live': 'polite' }, `${words.preview}: `, h('bdi', { className: 'figure-chip', lang: language }, text)),
    button(words.insert, done, '', !text), button(words.cancel, onClose, 'button-secondary')),
  known?.failed && h('div', { role: 'alert' }, h('p', null, own.failed), button(own.close, onClose)));
}

// The words stored in the chip are those of the field it came from: shown anew where they are not those of this one.
function FigureChip({ children, entityKey, contentState, decoratedText, onEdit }) {
  const ref = useRef(null);
  const language = useLanguage(ref);
  const known = useChoices();
  const { figure, form } = contentState.getEntity(entityKey).getData();
  const found = find(known, figure);
  const text = found?.texts[language]?.[form];
  return h('span', {
    ref,
    className: `figure-chip${known?.groups && !found ? ' figure-chip--unknown' : ''}`,
    'data-figure': figure,
    'data-now': text && text !== decoratedText ? text : undefined,
    title: found || !known?.words ? known?.words?.change : known.words.unknown,
    onClick: () => onEdit(entityKey),
  }, h('span', { className: 'figure-chip__stored' }, children));
}

window.draftail.registerPlugin({ type: 'FIGURE', source: FigureWindow, decorator: FigureChip }, 'entityTypes');
