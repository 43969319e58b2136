import { inflateSync } from 'node:zlib';
import { readHeader } from '../../../dev/publish/png.ts';

/** Reads a PNG of RGBA pixels whose rows have filter 0 or 1, as ours have. */
export function pixelsOf(png: Buffer) {
  const { width = 0, height = 0 } = readHeader(png) ?? {};
  let offset = 8;
  const data: Buffer[] = [];
  while (offset < png.length) {
    const length = png.readUInt32BE(offset);
    if (png.toString('latin1', offset + 4, offset + 8) === 'IDAT')
      data.push(png.subarray(offset + 8, offset + 8 + length));
    offset += length + 12;
  }
  const bytes = inflateSync(Buffer.concat(data));
  const rows = Array.from({ length: height }, (_, y) => {
    const row = bytes.subarray(y * (width * 4 + 1), (y + 1) * (width * 4 + 1));
    const pixels = Uint8Array.from(row.subarray(1));
    for (let index = 4; row[0] === 1 && index < pixels.length; index++) {
      pixels[index] = (pixels[index] ?? 0) + (pixels[index - 4] ?? 0);
    }
    return pixels;
  });
  return { width, height, at: (x: number, y: number) => [...(rows[y]?.subarray(x * 4, x * 4 + 4) ?? [])] };
}
