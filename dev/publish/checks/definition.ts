import {
  andConnection,
  anyStep,
  type Check,
  hasFields,
  isCreate,
  isHook,
  isPair,
  isPolling,
  isSearch,
  isStep,
  isTrigger,
  onApp,
  onFields,
  onSteps,
} from '../check.ts';
import type { Field } from '../definition.ts';
import { allFields } from '../subject.ts';
import { bareText, type Copy, copyOf, copyOfField, copyOfRecord, notTitleCase } from '../texts.ts';
import { badDates, lacking, misfits, primaryKeys } from './records.ts';

const SECRET = /(^|_)(password|passwd|secret|token|credentials?)($|_)|(api|access|auth|private)_?key/i;
const LINK = /\[[^\]]+\]\(https:\/\/[^)\s]+\)/;
const URL_IN_TEXT = /(https?:\/\/|\bwww\.)\S+|\b[a-z0-9-]+\.(com|io|app|org|net)\b/gi;

/**
 * A requirement for every text of the steps and the connection.
 *
 * @param inSamples whether it includes texts in samples
 */
function onTexts(code: string, demand: string, find: (text: string) => string[], inSamples = false): Check {
  const findings = (copy: readonly Copy[]) =>
    copy.flatMap(({ where, text }) => find(text).map((what) => `${where} has ${what}`));
  const check = onSteps(code, demand, anyStep, (step) =>
    findings([...copyOf(step), ...(inSamples ? copyOfRecord(step.sample) : [])]),
  );
  return andConnection(check, ({ app }) => findings(app.authentication.fields.flatMap(copyOfField)));
}
const isSecret = ({ key, type }: Field) => type === 'password' || SECRET.test(key);
const repeating = ({ key, label, helpText }: Field) =>
  helpText !== undefined && helpText.replace(/\W+$/, '').toLowerCase() === label?.toLowerCase()
    ? [`the help text of ${key} is its label`]
    : [];
const first = (path = '') => path.split('.')[0] ?? '';

/** Requirements for the definition, with Zapier's own codes. */
export const definitionChecks: Check[] = [
  onFields('D001', 'input fields ask for no secrets', isSecret, 'looks like a secret'),
  onApp('D002', 'help of connection fields links to where a key is found', 'connection', ({ app }) =>
    app.authentication.fields
      .filter(({ helpText }) => !LINK.test(helpText ?? ''))
      .map(({ key }) => `the help text of ${key} has no link`),
  ),
  onApp('D003', 'the connection has a label that identifies it and holds no secret', 'connection', (subject) => {
    const { connectionLabel, fields } = subject.app.authentication;
    const secrets = fields.filter(isSecret).map(({ key }) => key);
    return [
      ...(connectionLabel.trim() === '' ? ['there is no label'] : []),
      ...(/\{\{|^\$func/.test(connectionLabel) ? [] : ['the label is the same for every connection']),
      ...secrets.filter((key) => connectionLabel.includes(key)).map((key) => `the label shows ${key}`),
      ...subject.connectionLabels.flatMap((label) => [
        ...(label.trim() === '' ? ['a connection has an empty label'] : []),
        ...(label.length > 100 ? [`“${label}” is too long`] : []),
        ...(/\b(token|key|password)\b|msgf_/i.test(label) ? [`“${label}” speaks of a secret`] : []),
        ...(label.toLowerCase() === subject.metadata.title.toLowerCase() ? ['the label is just the app'] : []),
      ]),
    ];
  }),
  onFields(
    'D004',
    'fields for an id have a list to pick from',
    ({ key, dynamic, choices }) => /(^|_)ids?$/i.test(key) && !dynamic && !choices,
    'has no list',
  ),
  onFields(
    'D005',
    'lists come from triggers that exist',
    ({ dynamic }, { app }) => dynamic && !Object.hasOwn(app.triggers, first(dynamic)),
    'has a list that is not there',
  ),
  onSteps('D006', 'a hook trigger lists recent items of the shape of live ones', isHook, ({ functions, live }) => {
    if (!functions.includes('performList')) return ['there is no performList'];
    const shape = (record: object) => Object.keys(record).sort().join(' ');
    const liveShapes = new Set(live.records.map(shape));
    return live.listed.every((record) => liveShapes.has(shape(record)))
      ? []
      : ['listed items have other keys than live ones'];
  }),
  onTexts('D007', 'every link is https', (text) => (/\bhttp:\/\//i.test(text) ? ['a link without https'] : []), true),
  onTexts('D008', 'links in texts are Markdown links, or code', (text) =>
    (bareText(text).match(URL_IN_TEXT) ?? []).map((url) => `the bare ${url}`),
  ),
  onSteps('D009', 'a search has a field', isSearch, (step) => (hasFields(step) ? [] : ['there is no field'])),
  onSteps('D010', 'the sample of a polling trigger has its primary key', isPolling, (step) =>
    lacking(primaryKeys(step), step.sample ?? {}).map((key) => `the sample lacks ${key}`),
  ),
  andConnection(
    onSteps('D011', 'help texts do not repeat the label', hasFields, (step) => allFields(step).flatMap(repeating)),
    ({ app }) => app.authentication.fields.flatMap(repeating),
  ),
  onSteps('D012', 'there is a static sample', isStep, ({ sample }) =>
    sample && Object.keys(sample).length > 0 ? [] : ['there is no sample'],
  ),
  onFields(
    'D013',
    'search connectors name searches that exist',
    ({ search }, { app }) => search && !Object.hasOwn(app.searches, first(search)),
    'has a search connector that is not there',
  ),
  onFields(
    'D014',
    'fields with a search connector take one value and have a list',
    ({ search, type = 'string', list, dict, children, dynamic }) =>
      search && (!['string', 'number', 'integer'].includes(type) || list || dict || children || !dynamic),
    'has a search connector that does not suit it',
  ),
  onSteps('D015', 'find-or-create pairs name a search and a create that exist', isPair, ({ key }, { app }) => {
    const { search = '', create = '' } = app.searchOrCreates[key] ?? {};
    return [
      ...(Object.hasOwn(app.searches, search) ? [] : [`there is no search ${search}`]),
      ...(Object.hasOwn(app.creates, create) ? [] : [`there is no create ${create}`]),
      ...(key === search ? [] : ['its key is not that of its search']),
    ];
  }),
  onApp('D016', 'the app is more than one static webhook', 'app', ({ steps }) => {
    const visible = steps.filter(({ isHidden }) => !isHidden);
    const isStatic = visible.every((step) => isHook(step) && !step.functions.includes('performSubscribe'));
    return isStatic && visible.length < 2 ? ['all there is is a static webhook'] : [];
  }),
  onSteps('D017', 'a hook trigger subscribes and unsubscribes', isHook, ({ functions }) =>
    ['performSubscribe', 'performUnsubscribe']
      .filter((part) => !functions.includes(part))
      .map((part) => `there is no ${part}`),
  ),
  onSteps('D018', 'labels of steps are in title case', anyStep, ({ label }) =>
    label === '' ? ['there is no label'] : notTitleCase(label).map((word) => `“${word}” in the label “${label}”`),
  ),
  onSteps('D021', 'descriptions of triggers are “Triggers when … .”', isTrigger, ({ description }) =>
    /^Triggers when \S.*\.$/.test(description) ? [] : [`the description is “${description}”`],
  ),
  onSteps('D022', 'an action has fields that are always there', isCreate, ({ fields }) =>
    fields.length > 0 ? [] : ['all its fields are made by functions, or there are none'],
  ),
  onSteps('D023', 'dates in samples are ISO 8601, times with an offset', isStep, ({ outputFields, sample }) =>
    badDates(outputFields, sample ?? {}),
  ),
  onSteps('D024', 'the sample is as the output fields say', isStep, ({ outputFields, sample }) =>
    misfits(outputFields, sample ?? {}),
  ),
  onTexts(
    'D025',
    'no dangerous links',
    (text) => (/\b(javascript|vbscript|data|file):\S/i.test(text) ? ['a dangerous link'] : []),
    true,
  ),
  onApp('D026', 'nobody types a domain into the connection', 'connection', ({ app }) =>
    app.authentication.fields
      .filter(({ key, label = '' }) => /domain|host|\burl\b|_url$|site|workspace/i.test(`${key} ${label}`))
      .map(({ key }) => `${key} is a domain, which a person has to judge`),
  ),
  onApp(
    'D027',
    'core is pinned exactly, and the same as the platform’s tools',
    'app',
    ({ app, versions: { core, cli } }) => [
      ...(/^\d+\.\d+\.\d+$/.test(core) ? [] : [`zapier-platform-core is ${core}, which is no exact version`]),
      ...(core === cli ? [] : [`zapier-platform-core is ${core}, zapier-platform-cli ${cli}`]),
      ...(app.platformVersion === core ? [] : [`the definition was made with ${app.platformVersion}`]),
    ],
  ),
  onSteps('D028', 'input data is not cleaned', isStep, ({ cleansInput }, { app }) =>
    (cleansInput ?? app.flags.cleanInputData) === false ? [] : ['cleanInputData is not false'],
  ),
];
