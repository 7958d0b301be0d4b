// The chip that stands for a figure in the text of the editor.

import { Told } from './told.js';

const { createElement: h } = window.React;

// The words stored in the chip are those of the field it came from: shown anew where they are not those of this one.
export class FigureChip extends Told {
  render() {
    const { children, entityKey, contentState, decoratedText, onEdit } = this.props;
    const { figure, form } = contentState.getEntity(entityKey).getData();
    const { words } = this.state.known ?? {};
    const text = this.text(figure, form);
    return h('span', {
      ref: this.ref,
      className: `figure-chip${words && !text ? ' figure-chip--unknown' : ''}`,
      'data-figure': figure,
      'data-now': text && text !== decoratedText ? text : undefined,
      title: text ? words.change : words?.unknown,
      onClick: () => onEdit(entityKey),
    }, h('span', { className: 'figure-chip__stored' }, children));
  }
}
