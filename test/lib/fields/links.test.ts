import { expect, test } from '@jest/globals';
import { fileLink } from '../../../lib/fields/links.ts';

test.each([
  'https://drive.google.com/file/d/1AbC/view?usp=sharing',
  'https://docs.google.com/document/d/1AbC/edit',
  'https://www.dropbox.com/s/a/photo.jpg?dl=0',
  'https://1drv.ms/i/s!AbC',
  'https://youtu.be/abc',
  'https://example.com/a.jpg,https://example.com/b.jpg',
  'http://192.168.1.20/a.jpg',
  'http://0x7f000001/a.jpg',
  'http://[fd00::1]/a.jpg',
  'see attachment',
  'https://drive.google.com/open?id=1AbC',
  'https://contoso.sharepoint.com/:i:/s/team/abc',
  'https://we.tl/t-abc',
  'https://www.youtube.com/watch?v=abc',
  'https://example.com/a.jpg https://example.com/b.jpg',
  'http://localhost:3000/a.jpg',
  'http://printer.local/a.jpg',
  'http://10.0.0.5/a.jpg',
  'http://[::1]/a.jpg',
  'ftp://example.com/a.jpg',
])('%s is refused', (link) => {
  expect(() => fileLink(link, 'Media')).toThrow(/nothing was done\.$/);
});

test.each([
  'https://v5.airtableusercontent.com/v3/u/1/a.jpg',
  'https://example.com/a.jpg?X-Amz-Date=20300101T000000Z&X-Amz-Expires=3600',
  'https://example.com/a.jpg?Expires=1893456000',
  'https://example.com/a.jpg?se=2030-01-01T00:00:00Z&sig=a',
])('%s expires before it goes out', (link) => {
  expect(() => fileLink(link, 'Public Link', Date.UTC(2030, 5, 1))).toThrow(/expires before it goes out/);
});

test('an invisible character behind a link is dropped', () => {
  expect(fileLink('https://example.com/a.jpg\u200b', 'Media')).toBe('https://example.com/a.jpg');
});

test.each([
  'https://drive.google.com/uc?export=download&id=1AbC',
  'https://www.dropbox.com/s/a/photo.jpg?dl=1',
  'https://www.dropbox.com/s/a/photo.jpg?raw=1',
  'https://contoso.sharepoint.com/:i:/s/team/abc?download=1',
  'https://example.com/a,b.jpg',
  'https://100.20.30.40/a.jpg',
  'https://10.example.com/a.jpg',
  'https://example.com/a.jpg?Expires=1924992000',
])('%s is taken, to be opened in June 2030', (link) => {
  expect(fileLink(link, 'Public Link', Date.UTC(2030, 5, 1))).toBe(link);
});
