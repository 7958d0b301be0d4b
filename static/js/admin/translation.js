// Helps translators in the page editor: the English beside a field follows what is typed, a body can start from a copy
// of the English parts, and the preview shows the language whose tab is open. The form works without it.

const panelOf = (name) => window.wagtail?.editHandler?.getPanelByName(name)?.getBoundWidget();

function followEnglish() {
  for (const source of document.querySelectorAll('[data-translation-source]')) {
    const input = document.getElementById(`id_${source.dataset.translationSource}`);
    if (!input || input.type === 'hidden' || !('value' in input)) continue;
    // As stored: what the server wrote stays, with the terms of the glossary marked in it.
    if (!source.dataset.followed && input.value === input.defaultValue) continue;
    source.dataset.followed = 'yes';
    const text = document.createElement('p');
    text.textContent = input.value;
    text.style.whiteSpace = 'pre-line';
    source.replaceChildren(...(input.value.trim() ? [text] : []));
  }
}

function copyBlocks(button) {
  const from = panelOf(button.dataset.from);
  const to = panelOf(button.dataset.to);
  if (!from || !to) return;
  if (to.children.length && !window.confirm(button.dataset.confirm)) return;
  // Duplicated state carries new identifiers: no block of one language ever shares one with another.
  to.setState(from.getDuplicatedState());
}

function previewIn(language) {
  const select = document.getElementById('id_preview_mode');
  if (!select || !language || select.value === language) return;
  select.value = language;
  select.dispatchEvent(new Event('change', { bubbles: true }));
  markPreview();
}

function markPreview() {
  const chosen = document.getElementById('id_preview_mode')?.value;
  for (const button of document.querySelectorAll('[data-preview-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.previewLanguage === chosen));
    button.classList.toggle('button-secondary', button.dataset.previewLanguage !== chosen);
  }
}

document.addEventListener('click', (event) => {
  const copy = event.target.closest('[data-copy-blocks]');
  if (copy) copyBlocks(copy);
  const preview = event.target.closest('[data-preview-language]');
  if (preview) previewIn(preview.dataset.previewLanguage);
});

function tabOpened() {
  followEnglish();
  const tab = document.querySelector('[role="tab"][aria-selected="true"] [data-language-tab]');
  previewIn(tab?.dataset.languageTab);
}

document.addEventListener('w-tabs:changed', tabOpened);
document.addEventListener('w-tabs:ready', tabOpened);

for (const button of document.querySelectorAll('[data-copy-blocks]')) button.hidden = false;
markPreview();
