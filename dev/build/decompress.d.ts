declare module 'zapier-platform-cli/src/utils/decompress.js' {
  /** Unpacks an archive into a folder. */
  const decompress: (archive: string, folder: string) => Promise<void>;
  export default decompress;
}
