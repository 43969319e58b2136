/** Whether a link is Zapier's own to a file of an earlier step. Such links differ from run to run. */
export function isPlatformFile(link: string): boolean {
  try {
    const { hostname } = new URL(link);
    return hostname === 'zapier.com' || hostname.endsWith('.zapier.com');
  } catch {
    return false;
  }
}
