// Lets the admin's scripts bring style sheets along though the policy of the site allows no inline style: the editor of
// running text writes its placeholders and the numbers of its lists that way. A script that asks for a style element gets
// one that browsers ignore, and what it writes there becomes a sheet of the document. What stands in markup does not.

const sheets = new Map();

function takeOver() {
  for (const [element, sheet] of sheets) {
    if (sheet.text === element.textContent) continue;
    sheet.text = element.textContent;
    sheet.rules.replaceSync(sheet.text);
  }
  document.adoptedStyleSheets = [...sheets]
    .filter(([element]) => element.isConnected)
    .map(([, sheet]) => sheet.rules);
}

const changes = new MutationObserver(takeOver);
const create = Document.prototype.createElement;

Document.prototype.createElement = function createElement(name, ...options) {
  if (this !== document || String(name).toLowerCase() !== 'style') return create.call(this, name, ...options);
  const element = create.call(this, 'noscript');
  sheets.set(element, { rules: new CSSStyleSheet(), text: '' });
  changes.observe(element, { childList: true, characterData: true, subtree: true });
  return element;
};
