declare module 'zapier-platform-cli/src/utils/decompress.js' {
  /** Unpacks an archive into a folder. */
  const decompress: (archive: string, folder: string) => Promise<void>;
  export default decompress;
}

declare module 'zapier-platform-cli/src/utils/changelog.js' {
  interface Section {
    changelog: string;
    appMetadata?: { action_type: string; action_key: string }[];
  }
  /** The section of a version in a folder's CHANGELOG.md. */
  export const getVersionChangelog: (version: string, folder: string) => Promise<Section>;
}
