/** Keys of the documented forms that were never issued to anybody. */
export const KEY = `msgf_live_${'0123456789abcdef'.repeat(4)}`;
export const TEAM_KEY = `msgf_team_${'0123456789abcdef'.repeat(4)}`;
export const TEAM_ID = '3f0c1a01-54bb-4b0c-9e7e-0f0a7c0e5a52';
