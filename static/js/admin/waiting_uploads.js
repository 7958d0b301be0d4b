// Pictures that wait for their description join the list in which Wagtail's own script sends and deletes forms.
const list = document.getElementById('upload-list');
const waiting = document.getElementById('waiting-uploads');
if (list && waiting) {
  list.append(...waiting.children);
  waiting.remove();
}
