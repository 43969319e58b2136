import { type Check, onApp } from '../check.ts';

/** The categories that suit an app that sends messages. */
const CATEGORIES = ['Phone & SMS', 'Team Chat', 'Notifications', 'Marketing Automation'];
const MIN_LOGO = 256;

/** Requirements for what is entered in Zapier besides the code, and for the changelog. */
export const metadataChecks: Check[] = [
  onApp('M001', 'a category is chosen', 'metadata', ({ metadata: { category } }) => [
    !CATEGORIES.includes(category.name) && `“${category.name}” is no category that suits`,
  ]),
  onApp(
    'M002',
    'the description is “<App> is a …”, 40 to 140 characters, 1 to 3 sentences, without links',
    'metadata',
    ({ metadata: { title, description } }) => [
      !new RegExp(`^${title} is an? `).test(description) && `it does not begin with “${title} is a”`,
      (description.length < 40 || description.length > 140) && `it has ${description.length} characters`,
      description.split(/[.!?](?:\s|$)/).length > 4 && 'it has more than three sentences',
      !/[.!?]$/.test(description) && 'it does not end with a period',
      ...(description.match(/\b(zapier|sync\w*|whatsapp|https?:\S*)\b/gi) ?? []).map((word) => `it says “${word}”`),
    ],
  ),
  onApp('M003', 'who may publish is written down', 'metadata', ({ metadata: { role } }) =>
    role.choices.map((choice) => !['employee', 'contractor'].includes(choice) && `${choice} may not publish`),
  ),
  onApp('M004', 'the logo is a square PNG with transparency, at least 256 by 256', 'logo', ({ logo }) => {
    const file = Buffer.from(logo);
    const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)];
    return [
      file.toString('latin1', 0, 16) !== '\x89PNG\r\n\x1a\n\0\0\0\rIHDR' && 'it is no PNG',
      (width !== height || width < MIN_LOGO) && `it is ${width} by ${height}`,
      !(file[24] === 8 && file[25] === 6) && 'it is not RGBA',
    ];
  }),
  onApp('M006', 'the homepage is set', 'metadata', ({ metadata: { homepage } }) => [
    URL.parse(homepage)?.protocol !== 'https:' && `“${homepage}” is no https address`,
  ]),
  onApp('M007', 'the title is the bare brand', 'metadata', ({ metadata: { title } }) =>
    (title.match(/\b(app|integration|connector|zapier|for|by)\b|[™®]|\.(com|io|app|net)\b/gi) ?? []).map(
      (word) => `it says “${word}”`,
    ),
  ),
  onApp('V001', 'the changelog has a section for this version, and steps in it exist', 'changelog', (subject) => {
    const { app, section } = subject;
    const steps: Readonly<Record<string, object>> = { read: app.triggers, write: app.creates, search: app.searches };
    return [
      !section.changelog && `CHANGELOG.md has no section for ${app.version}, or an empty one`,
      ...(section.appMetadata ?? []).map(
        ({ action_type, action_key }) =>
          !Object.hasOwn(steps[action_type] ?? {}, action_key) && `there is no ${action_key} (${action_type})`,
      ),
    ];
  }),
];
