import {
  also,
  anyStep,
  type Check,
  hasFields,
  isCreate,
  isHook,
  isPolling,
  isSearch,
  isStep,
  isTrigger,
  isVisible,
  onApp,
  onSteps,
} from '../check.ts';
import type { Field } from '../definition.ts';
import { allFields, type Subject } from '../subject.ts';
import { bareText, type Copy, copyOf, copyOfField, copyOfRecord, notTitleCase } from '../texts.ts';
import { badDates, lacking, misfits, primaryKeys } from './records.ts';

const SECRET = /(^|_)(password|passwd|secret|token|credentials?)($|_)|(api|access|auth|private)_?key/i;
const LINK = /\[[^\]]+\]\(https:\/\/[^)\s]+\)/;
const URL_IN_TEXT = /(https?:\/\/|\bwww\.)\S+|\b[a-z0-9-]+\.(com|io|app|org|net)\b/gi;

const insecure = (copy: readonly Copy[]) =>
  copy.filter(({ text }) => /\bhttp:\/\//i.test(text)).map(({ where }) => `${where} has a link without https`);
const bare = (copy: readonly Copy[]) =>
  copy.flatMap(({ where, text }) =>
    (bareText(text).match(URL_IN_TEXT) ?? []).map((url) => `${where} has the bare ${url}`),
  );
const dangerous = (copy: readonly Copy[]) =>
  copy
    .filter(({ text }) => /\b(javascript|vbscript|data|file):\S/i.test(text))
    .map(({ where }) => `${where} has a dangerous link`);
const repeating = ({ key, label, helpText }: Field) =>
  helpText !== undefined && helpText.replace(/\W+$/, '').toLowerCase() === label?.toLowerCase()
    ? [`the help text of ${key} is its label`]
    : [];

const authCopy = ({ app }: Subject) => app.authentication.fields.flatMap(copyOfField);

/** Demands on the definition, by the platform's own codes. */
export const definitionChecks: Check[] = [
  onSteps('D001', 'input fields ask for no secrets', hasFields, (step) =>
    allFields(step)
      .filter(({ key, type }) => SECRET.test(key) || type === 'password')
      .map(({ key }) => `${key} looks like a secret`),
  ),
  onApp('D002', 'help of connection fields links to where a key is found', 'connection', ({ app }) =>
    app.authentication.fields
      .filter(({ helpText }) => !LINK.test(helpText ?? ''))
      .map(({ key }) => `the help text of ${key} has no link`),
  ),
  onApp('D003', 'the connection has a label that identifies it and holds no secret', 'connection', (subject) => {
    const { connectionLabel, fields } = subject.app.authentication;
    const secrets = fields.filter(({ key, type }) => type === 'password' || SECRET.test(key)).map(({ key }) => key);
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
  onSteps('D004', 'fields for an id have a list to pick from', hasFields, (step) =>
    allFields(step)
      .filter(({ key, dynamic, choices }) => /(^|_)ids?$/i.test(key) && !dynamic && !choices)
      .map(({ key }) => `${key} has no list`),
  ),
  onSteps('D005', 'lists come from triggers that exist', hasFields, (step, { app }) =>
    allFields(step)
      .filter(({ dynamic }) => dynamic && !Object.hasOwn(app.triggers, dynamic.split('.')[0] ?? ''))
      .map(({ key, dynamic }) => `${key} takes its list from ${dynamic}`),
  ),
  onSteps('D006', 'a hook trigger lists recent items of the shape of live ones', isHook, ({ functions, live }) => {
    if (!functions.includes('performList')) return ['there is no performList'];
    const shape = (record: object) => Object.keys(record).sort().join(' ');
    const live1 = new Set(live.records.map(shape));
    return live.listed.every((record) => live1.has(shape(record)))
      ? []
      : ['listed items have other keys than live ones'];
  }),
  also(
    onSteps('D007', 'every link is https', isStep, (step) => insecure([...copyOf(step), ...copyOfRecord(step.sample)])),
    'connection',
    (subject) => insecure(authCopy(subject)),
  ),
  also(
    onSteps('D008', 'links in texts are Markdown links, or code', anyStep, (step) => bare(copyOf(step))),
    'connection',
    (subject) => bare(authCopy(subject)),
  ),
  onSteps('D009', 'a search has a field', isSearch, (step) => (hasFields(step) ? [] : ['there is no field'])),
  onSteps('D010', 'the sample of a polling trigger has its primary key', isPolling, (step) =>
    lacking(primaryKeys(step), step.sample ?? {}).map((key) => `the sample lacks ${key}`),
  ),
  also(
    onSteps('D011', 'help texts do not repeat the label', hasFields, (step) => allFields(step).flatMap(repeating)),
    'connection',
    ({ app }) => app.authentication.fields.flatMap(repeating),
  ),
  onSteps('D012', 'there is a static sample', isStep, ({ sample }) =>
    sample && Object.keys(sample).length > 0 ? [] : ['there is no sample'],
  ),
  onSteps('D013', 'search connectors name searches that exist', hasFields, (step, { app }) =>
    allFields(step)
      .filter(({ search }) => search && !Object.hasOwn(app.searches, search.split('.')[0] ?? ''))
      .map(({ key, search }) => `${key} searches with ${search}`),
  ),
  onSteps('D014', 'fields with a search connector take one value and have a list', hasFields, (step) =>
    allFields(step)
      .filter(({ search }) => search)
      .filter(
        ({ type = 'string', list, dict, children, dynamic }) =>
          !['string', 'number', 'integer'].includes(type) || list || dict || children || !dynamic,
      )
      .map(({ key }) => `${key} has a search connector that does not suit it`),
  ),
  onSteps(
    'D015',
    'find-or-create pairs name a search and a create that exist',
    ({ kind }) => kind === 'find or create',
    ({ key }, { app }) => {
      const { search = '', create = '' } = app.searchOrCreates[key] ?? {};
      return [
        ...(Object.hasOwn(app.searches, search) ? [] : [`there is no search ${search}`]),
        ...(Object.hasOwn(app.creates, create) ? [] : [`there is no create ${create}`]),
        ...(key === search ? [] : ['its key is not that of its search']),
      ];
    },
  ),
  onApp('D016', 'the app is more than one static webhook', 'app', ({ steps }) => {
    const [first, ...others] = steps.filter(isVisible);
    if (!first) return ['there is no step'];
    const isStatic = isHook(first) && !first.functions.includes('performSubscribe');
    return isStatic && others.length === 0 ? ['all there is is a static webhook'] : [];
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
  also(
    onSteps('D025', 'no dangerous links', isStep, (step) => dangerous([...copyOf(step), ...copyOfRecord(step.sample)])),
    'connection',
    (subject) => dangerous(authCopy(subject)),
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
