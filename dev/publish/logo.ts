/** `npm run logo`: draws `logo.svg` as `logo.png`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { draw } from './draw.ts';

const SVG = new URL('logo.svg', import.meta.url);
export const LOGO = new URL('logo.png', import.meta.url);

/** The PNG that belongs to the drawing. */
export function buildLogo(): Buffer {
  return draw(readFileSync(SVG, 'utf8'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(LOGO, buildLogo());
