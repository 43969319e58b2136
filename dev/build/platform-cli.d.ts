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
  /** A version's section of the CHANGELOG.md in a folder. */
  export const getVersionChangelog: (version: string, folder: string) => Promise<Section>;
}
