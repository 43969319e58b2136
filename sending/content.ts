/** Whether a link is the platform's own to a file: it may be another one when the step is repeated. */
export function isPlatformFile(link: string): boolean {
  const url = URL.parse(link);
  if (!url) return false;
  const { hostname: host, pathname } = url;
  return /^(?:.*\.)?zapier\.com$/.test(host) || /(?:^|[./])zapier-[\w-]*files?\b/.test(`${host}${pathname}`);
}
