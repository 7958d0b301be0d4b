// Puts a figure into the text of the editor, in the place of what is selected or of the chip that is being changed.

const { EditorState, Modifier, SelectionState } = window.DraftJS;

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

export function insert(editorState, entityKey, data, text) {
  const content = editorState.getCurrentContent().createEntity('FIGURE', 'IMMUTABLE', data);
  const style = editorState.getCurrentInlineStyle();
  const key = content.getLastCreatedEntityKey();
  const changed = Modifier.replaceText(content, place(editorState, entityKey), text, style, key);
  return EditorState.push(editorState, changed, 'insert-characters');
}
