import { constants, crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const RGBA = 6;

/** Writes an image as PNG. @param pixels red, green, blue and opacity of each, row by row */
export function writePng(width: number, height: number, pixels: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, RGBA, 0, 0, 0], 8);
  const rows = Array.from({ length: height }, (_, y) => filtered(pixels.subarray(y * width * 4, (y + 1) * width * 4)));
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    // By runs alone: searching for matches gives other bytes on other processors.
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9, strategy: constants.Z_RLE })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Filter 1: each byte less that of the pixel to its left, so that areas of one colour become zeros. */
function filtered(row: Uint8Array): Buffer {
  const out = Buffer.alloc(row.length + 1, 1);
  row.forEach((value, index) => {
    out[index + 1] = value - (index < 4 ? 0 : (row[index - 4] ?? 0));
  });
  return out;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

export interface PngHeader {
  width: number;
  height: number;
  bitDepth: number;
  /** 6 is RGBA. */
  colorType: number;
}

/** What a PNG says of itself; null for anything else. */
export function readHeader(bytes: Uint8Array): PngHeader | null {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isPng = file.length > 33 && file.subarray(0, 8).equals(SIGNATURE) && file.toString('latin1', 12, 16) === 'IHDR';
  if (!isPng) return null;
  return {
    width: file.readUInt32BE(16),
    height: file.readUInt32BE(20),
    bitDepth: file.readUInt8(24),
    colorType: file.readUInt8(25),
  };
}
