// The window in which an editor chooses a figure and how it is written.

import { insert } from './insertion.js';
import { Told, own } from './told.js';

const { createElement: h } = window.React;

function Button({ onClick, children, extra = '', disabled = false }) {
  return h('button', { type: 'button', className: `button ${extra}`, onClick, disabled }, children);
}

function Choice({ label, value, onChange, children, size }) {
  return h('label', { className: 'figure-window__choice' }, label,
    h('select', { value, size, onChange: (event) => onChange(event.target.value) }, children));
}

export class FigureWindow extends Told {
  constructor(props) {
    super(props);
    const before = props.entity?.getType() === 'FIGURE' ? props.entity.getData() : null;
    this.changed = before && props.entityKey;
    this.state = { ...this.state, figure: before?.figure ?? 'states_parties', form: before?.form ?? 'words' };
    this.done = this.done.bind(this);
    this.onKeyDown = this.onKeyDown.bind(this);
  }

  componentDidMount() {
    super.componentDidMount();
    this.ref.current.showModal();
  }

  componentDidUpdate(_, before) {
    if (this.state.known && !before.known) this.ref.current.querySelector('select').focus();
  }

  done() {
    const { figure, form } = this.state;
    const text = this.text(figure, form);
    if (text) this.props.onComplete(insert(this.props.editorState, this.changed, { figure, form }, text));
  }

  onKeyDown(event) {
    event.stopPropagation();
    if (event.key !== 'Enter' || event.target.tagName !== 'SELECT') return;
    event.preventDefault();
    this.done();
  }

  render() {
    const { known, failed } = this.state;
    const { onClose } = this.props;
    const onCancel = (event) => { event.preventDefault(); onClose(); };
    return h('dialog', {
      ref: this.ref, className: 'figure-window', onCancel, onKeyDown: this.onKeyDown, 'aria-label': known?.words.title,
    }, known && this.form(known), failed && h('div', { role: 'alert' },
      h('p', null, own.failed), h(Button, { onClick: onClose }, own.close)));
  }

  form({ words, groups, forms }) {
    const { language, figure, form } = this.state;
    const { lang, dir } = document.documentElement;
    const text = this.text(figure, form);
    return h('div', { lang, dir },
      h('h2', { className: 'w-h3' }, words.title),
      h(Choice, { label: words.figure, value: figure, size: 12, onChange: (key) => this.setState({ figure: key }) },
        groups.map((group) => h('optgroup', { label: group.label, key: group.label },
          group.figures.map((one) => h('option', { value: one.key, key: one.key },
            `${one.label}: ${one.texts[language].number}`))))),
      h(Choice, { label: words.form, value: form, onChange: (key) => this.setState({ form: key }) },
        forms.map((one) => h('option', { value: one.form, key: one.form }, one.label))),
      h('p', { 'aria-live': 'polite' }, `${words.preview}: `, h('bdi', { className: 'figure-chip', lang: language }, text)),
      h(Button, { onClick: this.done, disabled: !text }, words.insert),
      h(Button, { onClick: this.props.onClose, extra: 'button-secondary' }, words.cancel));
  }
}
