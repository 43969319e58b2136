import {
  andConnection,
  anyStep,
  type Check,
  hasFields,
  isCreate,
  isHook,
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

const SECRET = /(^|_)(password|passwd|secret|token|credentials?)($|_)|(api|access|auth|private)_?key/i;
const LINK = /\[[^\]]+\]\(https:\/\/[^)\s]+\)/;
const URL_IN_TEXT = /(https?:\/\/|\bwww\.)\S+|\b[a-z0-9-]+\.(com|io|app|org|net)\b/gi;
const UNSAFE = /\b(http:\/\/|(javascript|vbscript|data|file):\S)/i;

const isUnsafe = ({ where, text }: Copy) => UNSAFE.test(text) && `${where} has a link that is not https`;
const bareUrls = ({ where, text }: Copy) =>
  (bareText(text).match(URL_IN_TEXT) ?? []).map((url) => `${where} has the bare ${url}`);
const isRepeating = ({ key, label, helpText }: Field) =>
  helpText !== undefined &&
  helpText.replace(/\W+$/, '').toLowerCase() === label?.toLowerCase() &&
  `the help text of ${key} is its label`;
const first = (path = '') => path.split('.')[0] ?? '';

/**
 * Requirements for the definition, with Zapier's own codes. `zapier-platform validate` checks find-or-create pairs
 * (D015), and a hook that subscribes is no static webhook (D016).
 */
export const definitionChecks: Check[] = [
  onFields(
    'D001',
    'input fields ask for no secrets',
    ({ key, type }) => type === 'password' || SECRET.test(key),
    'looks like a secret',
  ),
  onApp('D002', 'help of connection fields links to where a key is found', 'connection', ({ app }) =>
    app.authentication.fields.map(
      ({ key, helpText }) => !LINK.test(helpText ?? '') && `the help text of ${key} has no link`,
    ),
  ),
  onApp('D003', 'the label of a connection identifies it and holds no secret', 'connection', (subject) => [
    new Set(subject.connectionLabels).size < 2 && 'the label is the same for every connection',
    ...subject.connectionLabels.flatMap((label) => [
      label.trim() === '' && 'a connection has an empty label',
      label.length > 100 && `“${label}” is too long`,
      /\b(token|key|password)\b|msgf_/i.test(label) && `“${label}” speaks of a secret`,
      label.toLowerCase() === subject.metadata.title.toLowerCase() && 'the label is just the app',
    ]),
  ]),
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
  onSteps('D006 D017', 'a hook trigger subscribes, unsubscribes and lists recent items', isHook, ({ functions }) =>
    ['performSubscribe', 'performUnsubscribe', 'performList'].map(
      (part) => !functions.includes(part) && `there is no ${part}`,
    ),
  ),
  andConnection(
    onSteps('D007 D025', 'every link is https', anyStep, (step) =>
      [...copyOf(step), ...copyOfRecord(step.sample)].map(isUnsafe),
    ),
    (fields) => fields.flatMap(copyOfField).map(isUnsafe),
  ),
  andConnection(
    onSteps('D008', 'links in texts are Markdown links, or code', anyStep, (step) => copyOf(step).flatMap(bareUrls)),
    (fields) => fields.flatMap(copyOfField).flatMap(bareUrls),
  ),
  onSteps('D009', 'a search has a field', isSearch, (step) => [!hasFields(step) && 'there is no field']),
  andConnection(
    onSteps('D011', 'help texts do not repeat the label', hasFields, (step) => allFields(step).map(isRepeating)),
    (fields) => fields.map(isRepeating),
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
  onSteps('D018', 'labels of steps are in title case', anyStep, ({ label }) =>
    notTitleCase(label).map((word) => `“${word}” in the label “${label}”`),
  ),
  onSteps('D021', 'descriptions of triggers are “Triggers when … .”', isTrigger, ({ description }) => [
    !/^Triggers when \S.*\.$/.test(description) && `the description is “${description}”`,
  ]),
  onSteps('D022', 'an action has fields that are always there', isCreate, ({ fields }) => [
    fields.length === 0 && 'all its fields are made by functions, or there are none',
  ]),
  onApp('D026', 'nobody types a domain into the connection', 'connection', ({ app }) =>
    app.authentication.fields.map(
      ({ key, label = '' }) =>
        /domain|host|\burl\b|_url$|site|workspace/i.test(`${key} ${label}`) &&
        `${key} is a domain, which a person has to judge`,
    ),
  ),
  onApp('D027', 'core has the version of the platform’s tools', 'app', ({ app, versions: { core, cli } }) => [
    core !== cli && `zapier-platform-core is ${core}, zapier-platform-cli ${cli}`,
    app.platformVersion !== core && `the definition was made with ${app.platformVersion}`,
  ]),
  onSteps('D028', 'input data is not cleaned', isStep, ({ cleansInput }, { app }) => [
    (cleansInput ?? app.flags.cleanInputData) !== false && 'cleanInputData is not false',
  ]),
];
