/** Measures the size of the upload, and that of an app without steps that is built in the same way. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildUpload } from '../build/upload.ts';
import { isMet, type Table } from './table.ts';

const MOST_KB = 120;

export async function benchSize(): Promise<Table> {
  const empty = sizeOf(join(import.meta.dirname, 'empty-app'));
  const ours = sizeOf(join(import.meta.dirname, '../../dist'));
  return {
    title: 'Size of the upload',
    headings: ['', 'KB', 'over the floor, KB', 'target', 'met'],
    rows: [
      ['floor: an app without steps', empty, 0, '', ''],
      ['the connector', ours, ours - empty, `≤ ${MOST_KB}`, isMet(ours - empty, MOST_KB)],
    ],
  };
}

/** The size of a bundled app's archive in KB. @param bundle the app's folder */
function sizeOf(bundle: string): number {
  const target = mkdtempSync(join(tmpdir(), 'msgflash-size-'));
  try {
    buildUpload(bundle, target);
    return Math.round(statSync(join(target, 'build.zip')).size / 1024);
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}
