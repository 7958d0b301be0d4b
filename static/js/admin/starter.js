// Starts what the admin's packages start with inline scripts, which the policy of the site forbids: choosers, calendars,
// rows inside forms. What is to be started stands in data (components/admin_starter.html, cicc_site/patches.py); only what
// is named here is, so markup that somebody smuggles in calls nothing else.

const constructors = new Set([
  'Chooser',
  'DocumentChooser',
  'ImageChooser',
  'InlinePanel',
  'MultipleChooserPanel',
  'PageChooser',
  'SnippetChooser',
]);
const functions = new Set(['createTaskChooser', 'initDateChooser', 'initDateTimeChooser', 'initTimeChooser']);

class Starter extends window.StimulusModule.Controller {
  static values = { start: String, field: String, options: Object };

  connect() {
    const { element, startValue: name, fieldValue: field, optionsValue: options } = this;
    // Once: a row that is dragged elsewhere leaves the document and comes back.
    if (element.dataset.started) return;
    element.dataset.started = 'yes';
    const values = field ? [field, options] : [options];
    if (constructors.has(name)) new window[name](...values);
    else if (functions.has(name)) window[name](...values);
  }
}

window.wagtail.app.register('site-starter', Starter);
