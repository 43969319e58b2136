import { writePng } from './png.ts';

/** Points of a pixel that are looked at, each way: enough for smooth edges. */
const SAMPLES = 6;

const CLEAR = [0, 0, 0, 0];
const CORNERS = [
  [0.01, 0.01],
  [0.99, 0.01],
  [0.01, 0.99],
  [0.99, 0.99],
] as const;

interface Shape {
  color: readonly [red: number, green: number, blue: number];
  covers(x: number, y: number): boolean;
}

/**
 * Draws an SVG of rectangles with round corners and polygons, each of one colour, as PNG with transparency.
 *
 * @throws for anything else in it: what cannot be drawn must not be left out in silence
 */
export function draw(svg: string): Buffer {
  const [root, ...rest] = [...svg.matchAll(/<([a-z]+)((?:\s+[\w:-]+="[^"]*")*)\s*\/?>/g)].map(
    ([, name = '', attributes = '']) => ({ name, attributes: attributesOf(attributes) }),
  );
  if (root?.name !== 'svg') throw new Error('There is no svg.');
  const [left = 0, top = 0, width = 0, height = 0] = numbers(root.attributes.viewBox);
  const shapes = rest.filter(({ name }) => name !== 'title').map(({ name, attributes }) => shapeOf(name, attributes));
  const pixels = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels.set(pixelAt(shapes, left + x, top + y), (y * width + x) * 4);
  }
  return writePng(width, height, pixels);
}

type Attributes = Readonly<Record<string, string>>;

function attributesOf(text: string): Attributes {
  return Object.fromEntries(
    [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
}

function numbers(text: string | undefined): number[] {
  return (text?.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
}

function shapeOf(name: string, attributes: Attributes): Shape {
  const color = colorOf(attributes.fill ?? '');
  if (name === 'rect') {
    const [x = 0, y = 0, width = 0, height = 0, radius = 0] = ['x', 'y', 'width', 'height', 'rx'].map((each) =>
      Number(attributes[each] ?? 0),
    );
    return { color, covers: roundedRectangle(x, y, width, height, radius) };
  }
  if (name === 'polygon') return { color, covers: polygon(numbers(attributes.points)) };
  throw new Error(`<${name}> cannot be drawn.`);
}

function colorOf(fill: string): Shape['color'] {
  const [, red = '', green = '', blue = ''] = /^#(..)(..)(..)$/.exec(fill) ?? [];
  if (!red) throw new Error(`The colour “${fill}” is not written like #0F3D3E.`);
  return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)];
}

function roundedRectangle(x: number, y: number, width: number, height: number, radius: number): Shape['covers'] {
  return (px, py) => {
    // How far outside the rectangle that the centres of the corners span.
    const dx = Math.max(x + radius - px, 0, px - (x + width - radius));
    const dy = Math.max(y + radius - py, 0, py - (y + height - radius));
    return dx * dx + dy * dy <= radius * radius;
  };
}

function polygon(points: readonly number[]): Shape['covers'] {
  const corners = Array.from({ length: points.length / 2 }, (_, index) => ({
    x: points[2 * index] ?? 0,
    y: points[2 * index + 1] ?? 0,
  }));
  return (px, py) => {
    // Inside when a line to the right crosses an odd number of edges.
    let isInside = false;
    corners.forEach((a, index) => {
      const b = corners.at(index - 1) ?? a;
      const crosses = a.y > py !== b.y > py && px < a.x + ((py - a.y) / (b.y - a.y)) * (b.x - a.x);
      if (crosses) isInside = !isInside;
    });
    return isInside;
  };
}

/** Red, green, blue and opacity of a pixel: the mean of what is on top at each of its points. */
function pixelAt(shapes: readonly Shape[], x: number, y: number): number[] {
  const topAt = (px: number, py: number) => shapes.findLast(({ covers }) => covers(px, py));
  const middle = topAt(x + 0.5, y + 0.5);
  // Most pixels lie inside one shape: then one look is as good as many.
  if (CORNERS.every(([dx, dy]) => topAt(x + dx, y + dy) === middle)) return middle ? [...middle.color, 255] : CLEAR;
  const sum = [0, 0, 0];
  let covered = 0;
  for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
    const top = topAt(x + ((sample % SAMPLES) + 0.5) / SAMPLES, y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES);
    if (!top) continue;
    covered++;
    top.color.forEach((part, index) => {
      sum[index] = (sum[index] ?? 0) + part;
    });
  }
  if (covered === 0) return CLEAR;
  return [...sum.map((part) => Math.round(part / covered)), Math.round((255 * covered) / (SAMPLES * SAMPLES))];
}
