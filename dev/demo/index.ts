import { lead } from './lead.ts';
import { shop } from './shop.ts';
import type { Story } from './story.ts';

export { recipes } from '../recipes/index.ts';

/** The stories that are played when none is named, in their order. */
export const stories: readonly [Story, ...Story[]] = [shop, lead];
