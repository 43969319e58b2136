/**
 * Stands in the bundle for `zapier-platform-core`, of which the connector takes nothing at run time but its version and
 * helpers that hand on what they are given. Looking core up again is work that no cold start needs.
 */
import manifest from '../../package.json' with { type: 'json' };

export const version = manifest.dependencies['zapier-platform-core'];

const given = <T>(definition: T): T => definition;

export {
  given as defineApp,
  given as defineCreate,
  given as defineInputFields,
  given as defineSearch,
  given as defineTrigger,
};
