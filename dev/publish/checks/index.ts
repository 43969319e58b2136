import type { Check } from '../check.ts';
import { copyChecks } from './copy.ts';
import { definitionChecks } from './definition.ts';
import { liveChecks } from './live.ts';
import { metadataChecks } from './metadata.ts';

/** Every check of Zapier that can be run without an account. */
export const checks: Check[] = [...definitionChecks, ...copyChecks, ...metadataChecks, ...liveChecks];
