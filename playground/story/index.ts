import { spine } from './spine.ts';
import type { Story } from './story.ts';

/** Every story that can be played; the first one is played when none is named. */
export const stories: readonly [Story, ...Story[]] = [spine];
