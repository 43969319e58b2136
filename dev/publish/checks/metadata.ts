import { type Check, onApp } from '../check.ts';

/** The categories that suit an app that sends messages. */
const CATEGORIES = ['Phone & SMS', 'Team Chat', 'Notifications', 'Marketing Automation'];
const MIN_LOGO = 256;

/** Requirements for what is entered in Zapier besides the code, and for the changelog. */
export const metadataChecks: Check[] = [
  onApp('M001', 'a category is chosen', 'metadata', ({ metadata: { category } }) => [
    ...(CATEGORIES.includes(category.name) ? [] : [`“${category.name}” is no category that suits`]),
    ...(category.why === '' ? ['nothing says why'] : []),
  ]),
  onApp(
    'M002',
    'the description is “<App> is a …”, 40 to 140 characters, 1 to 3 sentences, without links',
    'metadata',
    ({ metadata: { title, description } }) => {
      const sentences = description.split(/[.!?]+(?:\s|$)/).filter(Boolean).length;
      return [
        ...(new RegExp(`^${title} is an? `).test(description) ? [] : [`it does not begin with “${title} is a”`]),
        ...(description.length < 40 || description.length > 140 ? [`it has ${description.length} characters`] : []),
        ...(sentences < 1 || sentences > 3 ? [`it has ${sentences} sentences`] : []),
        ...(/[.!?]$/.test(description) ? [] : ['it does not end with a period']),
        ...(description.match(/\b(zapier|sync\w*|whatsapp|https?:\S*)\b/gi) ?? []).map((word) => `it says “${word}”`),
      ];
    },
  ),
  onApp('M003', 'who may publish is written down', 'metadata', ({ metadata: { role } }) =>
    role.choices.length > 0 && role.choices.every((choice) => ['employee', 'contractor'].includes(choice))
      ? []
      : ['only employees and contractors may publish'],
  ),
  onApp('M004', 'the logo is a square PNG with transparency, at least 256 by 256', 'logo', ({ logo }) => {
    const file = Buffer.from(logo);
    if (file.toString('latin1', 0, 16) !== '\x89PNG\r\n\x1a\n\0\0\0\rIHDR') return ['it is no PNG'];
    const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
    const isRgba = file[24] === 8 && file[25] === 6;
    return [
      ...(width === height ? [] : [`it is ${width} by ${height}`]),
      ...(Math.min(width, height) >= MIN_LOGO ? [] : [`it is only ${Math.min(width, height)} pixels wide or high`]),
      ...(isRgba ? [] : ['it is not RGBA']),
    ];
  }),
  onApp('M006', 'the homepage is set', 'metadata', ({ metadata: { homepage } }) =>
    URL.parse(homepage)?.protocol === 'https:' ? [] : [`“${homepage}” is no https address`],
  ),
  onApp('M007', 'the title is the bare brand', 'metadata', ({ metadata: { title } }) => [
    ...(title === '' ? ['there is none'] : []),
    ...(title.match(/\b(app|integration|connector|zapier|for|by)\b|[™®]|\.(com|io|app|net)\b/gi) ?? []).map(
      (word) => `it says “${word}”`,
    ),
  ]),
  onApp('V001', 'the changelog has a section for this version, and steps in it exist', 'changelog', (subject) => {
    const { app, section, versions } = subject;
    const steps: Readonly<Record<string, object>> = { read: app.triggers, write: app.creates, search: app.searches };
    return [
      ...(app.version === versions.app ? [] : [`the definition says ${app.version}, package.json ${versions.app}`]),
      ...(section.changelog ? [] : [`CHANGELOG.md has no section for ${versions.app}, or an empty one`]),
      ...(section.appMetadata ?? [])
        .filter(({ action_type, action_key }) => !Object.hasOwn(steps[action_type] ?? {}, action_key))
        .map(({ action_type, action_key }) => `there is no ${action_key} (${action_type})`),
    ];
  }),
];
