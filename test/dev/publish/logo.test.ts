import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { draw } from '../../../dev/publish/draw.ts';
import { buildLogo, LOGO } from '../../../dev/publish/logo.ts';
import { readHeader } from '../../../dev/publish/png.ts';
import { pixelsOf } from './pixels.ts';

test('the committed logo is the one that its drawing gives', () => {
  expect(buildLogo().equals(readFileSync(LOGO))).toBe(true);
});

test('the logo is square, large enough, and see-through in its corners only', () => {
  const { width, height, at } = pixelsOf(readFileSync(LOGO));
  expect([width, height]).toEqual([512, 512]);
  expect([at(0, 0), at(511, 0), at(0, 511), at(511, 511)].map(([, , , opacity]) => opacity)).toEqual([0, 0, 0, 0]);
  expect(at(256, 30)).toEqual([0x0f, 0x3d, 0x3e, 255]);
  expect(at(256, 230)).toEqual([0xf5, 0x9e, 0x0b, 255]);
  expect(at(120, 200)).toEqual([255, 255, 255, 255]);
});

describe('drawing', () => {
  const svg = (shapes: string, box = '0 0 10 10') => `<svg viewBox="${box}">${shapes}</svg>`;
  const drawn = (shapes: string, box?: string) => pixelsOf(draw(svg(shapes, box)));

  test('a rectangle covers its pixels and no others', () => {
    const { at } = drawn('<rect x="2" y="3" width="4" height="5" fill="#102030"/>');
    expect(at(2, 3)).toEqual([0x10, 0x20, 0x30, 255]);
    expect(at(5, 7)).toEqual([0x10, 0x20, 0x30, 255]);
    expect([at(1, 3), at(6, 7), at(5, 8)]).toEqual(Array(3).fill([0, 0, 0, 0]));
  });

  test('half a pixel is half see-through', () => {
    expect(drawn('<rect x="0" y="0" width="1.5" height="1" fill="#FF0000"/>').at(1, 0)).toEqual([255, 0, 0, 128]);
  });

  test('a round corner leaves the corner out', () => {
    const { at } = drawn('<rect x="0" y="0" width="10" height="10" rx="5" fill="#FF0000"/>');
    expect(at(0, 0)).toEqual([0, 0, 0, 0]);
    expect(at(5, 5)).toEqual([255, 0, 0, 255]);
    expect(at(5, 0)[3]).toBeGreaterThan(200);
  });

  test('what comes later lies on top', () => {
    const { at } = drawn(
      '<rect x="0" y="0" width="10" height="10" fill="#FF0000"/><polygon points="0,0 10,0 0,10" fill="#00FF00"/>',
    );
    expect(at(2, 2)).toEqual([0, 255, 0, 255]);
    expect(at(8, 8)).toEqual([255, 0, 0, 255]);
  });

  test('the box of the drawing is its size', () => {
    expect(readHeader(draw(svg('', '0 0 3 7')))).toMatchObject({ width: 3, height: 7, bitDepth: 8, colorType: 6 });
  });

  test.each([
    ['another shape', svg('<circle r="3" fill="#FF0000"/>'), '<circle> cannot be drawn.'],
    ['a colour by name', svg('<rect fill="red"/>'), 'The colour “red”'],
    ['no drawing', '<html></html>', 'There is no svg.'],
  ])('%s is refused', (_what, text, says) => {
    expect(() => draw(text)).toThrow(says);
  });
});
