import * as z from 'zod';

const entry = z.object({
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  link: z.boolean().optional(),
  dev: z.boolean().optional(),
});
const lockfile = z.object({ packages: z.record(z.string(), entry) });

/** The packages in a lockfile, by their paths. @param json the text of `package-lock.json` */
export function readLockfile(json: string): [path: string, entry: z.output<typeof entry>][] {
  return Object.entries(lockfile.parse(JSON.parse(json)).packages).filter(([path]) => path !== '');
}

/** The names of the packages that are installed without development dependencies. @param json as in `readLockfile` */
export function productionPackages(json: string): Set<string> {
  const shipped = readLockfile(json).filter(([, { dev }]) => !dev);
  return new Set(shipped.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)));
}
