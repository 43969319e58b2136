import { expect, test } from '@jest/globals';
import { fileLink, isPlatformFile } from '../../../lib/fields/links.ts';
import { values } from '../rows.ts';

test.each([
  ...values(`
    https://drive.google.com/file/d/1AbC/view?usp=sharing | https://docs.google.com/document/d/1AbC/edit
    https://www.dropbox.com/s/a/photo.jpg?dl=0 | https://1drv.ms/i/s!AbC | https://youtu.be/abc | see attachment
    https://example.com/a.jpg,https://example.com/b.jpg | http://192.168.1.20/a.jpg | http://0x7f000001/a.jpg
    http://[fd00::1]/a.jpg | https://drive.google.com/open?id=1AbC | https://contoso.sharepoint.com/:i:/s/team/abc
    https://we.tl/t-abc | https://www.youtube.com/watch?v=abc | https://example.com/a.jpg https://example.com/b.jpg
    http://localhost:3000/a.jpg | http://printer.local/a.jpg | http://10.0.0.5/a.jpg | http://[::1]/a.jpg
    ftp://example.com/a.jpg | file:///etc/passwd | data:image/png;base64,AAAA | javascript:alert(1) | photo.jpg
    //example.com/a.jpg | https://`),
  'hydrate|||abc|||hydrate',
])('%s is refused', (link) => {
  expect(() => fileLink(link, 'Media')).toThrow(/Nothing was done\.$/);
});

/** The moment at which a link is opened. */
const DUE = Date.UTC(2030, 5, 1);
const seconds = (from: number) => Math.floor(DUE / 1000) + from;
const policy = (statement: object) =>
  Buffer.from(JSON.stringify({ Statement: [{ Resource: 'https://d1.cloudfront.net/a.jpg', ...statement }] }))
    .toString('base64')
    .replace(/\+/g, '-')
    .replace(/=/g, '_')
    .replace(/\//g, '~');
const until = (end: number, more: object = {}) =>
  policy({ Condition: { DateLessThan: { 'AWS:EpochTime': end }, ...more } });
const started = { DateGreaterThan: { 'AWS:EpochTime': seconds(-9e6) } };

/** A kind of signed link: its query, or the whole link, for a moment of expiry so many seconds from the time it is opened. */
const signed: [kind: string, link: (end: number) => string][] = [
  ['CloudFront, canned', (end) => `Expires=${seconds(end)}&Signature=a&Key-Pair-Id=b`],
  ['CloudFront, custom', (end) => `Policy=${until(seconds(end))}&Signature=a&Key-Pair-Id=b`],
  ['CloudFront, custom with a start', (end) => `Policy=${until(seconds(end), started)}&Key-Pair-Id=b`],
  ['S3', (end) => `X-Amz-Date=20300531T230000Z&X-Amz-Expires=${3600 + end}&X-Amz-Signature=a`],
  ['S3, in lower case', (end) => `x-amz-date=20300531T230000Z&x-amz-expires=${3600 + end}`],
  ['S3, of a week', (end) => `X-Amz-Expires=604800&X-Amz-Date=${basic(DUE + (end - 604_800) * 1000)}`],
  ['S3, old', (end) => `AWSAccessKeyId=a&Expires=${seconds(end)}&Signature=b`],
  ['Google Cloud', (end) => `X-Goog-Date=20300531T230000Z&X-Goog-Expires=${3600 + end}`],
  ['Google Cloud, old', (end) => `GoogleAccessId=a&Expires=${seconds(end)}&Signature=b`],
  ['Azure', (end) => `sv=2022-11-02&se=${encodeURIComponent(iso(end))}&sr=b&sig=a`],
  ['Azure, without its seconds', (end) => `se=${iso(end).slice(0, 16)}Z&sig=a`],
  ['milliseconds', (end) => `expires=${seconds(end)}000`],
  ['Airtable', (end) => `https://v5.airtableusercontent.com/v3/u/41/41/${seconds(end)}000/AbC/a.jpg`],
  ['several, the first of which counts', (end) => `Expires=${seconds(end)}&se=2031-01-01T00:00:00Z&sig=a`],
];
const iso = (end: number) => new Date(seconds(end) * 1000).toISOString();
const basic = (time: number) => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
const whole = (link: string) => (link.startsWith('https://') ? link : `https://files.example.com/a.jpg?${link}`);

test.each(signed)('%s: refused where it ends before it is opened, taken where it lasts', (_kind, link) => {
  for (const end of [-3600, -60, 0]) {
    expect(() => fileLink(whole(link(end)), 'Link to File', DUE)).toThrow(
      'The link in Link to File expires before it goes out. Use a lasting public link, for example from your website. Nothing was done.',
    );
  }
  for (const end of [60, 3600]) expect(fileLink(whole(link(end)), 'Link to File', DUE)).toBe(whole(link(end)));
  // Opened at once, its end is MsgFlash's business.
  expect(fileLink(whole(link(-3600)), 'Media')).toBe(whole(link(-3600)));
  expect(() => fileLink(whole(link(3600)), 'Link to File', Number.POSITIVE_INFINITY)).toThrow(/expires before/);
});

test.each(
  values(`
    https://v5.airtableusercontent.com/v3/u/1/a.jpg | https://dl.airtable.com/.attachments/a/b/a.jpg
    https://files.slack.com/files-pri/a/a.jpg | https://scontent.xx.fbcdn.net/v/a.jpg`),
)('%s never lasts', (link) => {
  expect(() => fileLink(link, 'Link to File', DUE)).toThrow(/expires before it goes out/);
  expect(fileLink(link, 'Media')).toBe(link);
});

test.each([
  ...values(`
    Expires=never | Expires= | Expires=12 | X-Amz-Expires=3600 | X-Amz-Date=yesterday&X-Amz-Expires=3600 | se=soon&sig=a
    se=2020-01-01T00:00:00Z | Policy=privacy&Expires=on | policy=%00%ff`),
  `Policy=${policy({})}`,
])('%s says nothing of an end', (query) => {
  expect(fileLink(whole(query), 'Link to File', DUE)).toBe(whole(query));
});

test.each([
  [
    true,
    values(`
      https://zapier.com/engine/hydrate/1/.abc/ | https://www.zapier.com/engine/hydrate/1/.abc/
      https://ZAPIER.com/engine/hydrate/1 | https://zapier-dev-files.s3.amazonaws.com/cli-platform/a`),
  ],
  [
    false,
    values(`
      https://zapier.com/blog/a.jpg | https://notzapier.com/engine/hydrate/1 | https://example.com/engine/hydrate/1
      https://example.com/?u=https://zapier.com/engine/hydrate/1 | no link`),
  ],
])("Zapier's own link to a file: %j for %j", (isOne, links) => {
  for (const link of links) expect([link, isPlatformFile(link)]).toEqual([link, isOne]);
});

test.each(
  values(`
    https://drive.google.com/uc?export=download&id=1AbC | https://www.dropbox.com/s/a/photo.jpg?dl=1
    https://www.dropbox.com/s/a/photo.jpg?raw=1 | https://contoso.sharepoint.com/:i:/s/team/abc?download=1
    https://example.com/a,b.jpg | https://100.20.30.40/a.jpg | https://10.example.com/a.jpg
    https://example.com/a.jpg?Expires=1924992000 | https://zapier.com/blog/a.jpg`),
)('%s is taken, to be opened in June 2030, without an invisible character behind it', (link) => {
  expect(fileLink(`${link}\u200b`, 'Link to File', DUE)).toBe(link);
});
