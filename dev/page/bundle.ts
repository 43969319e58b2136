import { join } from 'node:path';
import { rolldown } from 'rolldown';

/** @returns the page's script, made anew whenever the server starts */
export async function pageScript(): Promise<string> {
  const bundle = await rolldown({
    input: join(import.meta.dirname, 'app', 'main.tsx'),
    platform: 'browser',
    transform: { target: 'es2022' },
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  return output[0].code;
}
