/** `internalBinding('url')`: Node's URL class keeps the address as text with offsets; the browser's URL does the parsing. */
import { type Loose, provideBinding } from '../context.ts';
import { nodeModule } from '../library.ts';
import { natives } from '../natives.ts';
import { hostToAscii } from './small.ts';

/** Order: protocol end, username end, host start, host end, port, pathname, search, hash start, scheme type. */
const components = new Uint32Array(9);
const OMITTED = 2 ** 32 - 1;
const NOT_SPECIAL = 1;
/** ada's numbers. */
const SCHEMES: Readonly<Record<string, number>> = {
  'http:': 0,
  'https:': 2,
  'ws:': 3,
  'ftp:': 4,
  'wss:': 5,
  'file:': 6,
};

/** Leaves the offsets of `url.href` in `components`. */
function measure(url: URL): string {
  const { href, protocol, host, hostname, port, pathname, search, hash } = url;
  const protocolEnd = protocol.length;
  const hasAuthority = href.startsWith('//', protocolEnd);
  const userStart = hasAuthority ? protocolEnd + 2 : protocolEnd;
  const usernameEnd = userStart + url.username.length;
  let hostStart = usernameEnd;
  if (url.password !== '') hostStart += 1 + url.password.length;
  const credentials = hasAuthority && (url.username !== '' || url.password !== '');
  const hostEnd = hostStart + (credentials ? 1 : 0) + hostname.length;
  const hashStart = href.length - hash.length;
  const emptyHash = hash === '' && href.endsWith('#');
  const searchEnd = emptyHash ? href.length - 1 : hashStart;
  const emptySearch = search === '' && href[searchEnd - 1] === '?';
  const searchStart = emptySearch ? searchEnd - 1 : searchEnd - search.length;
  components.set([
    protocolEnd,
    usernameEnd,
    hostStart,
    hasAuthority ? hostEnd : hostStart,
    port === '' ? OMITTED : Number(port),
    hasAuthority ? hostEnd + (host.length - hostname.length) : searchStart - pathname.length,
    search === '' && !emptySearch ? OMITTED : searchStart,
    hash === '' && !emptyHash ? OMITTED : emptyHash ? href.length - 1 : hashStart,
    SCHEMES[protocol] ?? NOT_SPECIAL,
  ]);
  return href;
}

function parse(input: string, base?: string, raise = false): string | undefined {
  try {
    return measure(new natives.URL(input, base));
  } catch {
    if (!raise) return undefined;
  }
  const { ERR_INVALID_URL } = (nodeModule('internal/errors') as Loose).codes;
  throw new ERR_INVALID_URL(input, base);
}

/** ada's numbers of what a setter changes. */
const SETTERS = [
  'protocol',
  'host',
  'hostname',
  'port',
  'username',
  'password',
  'pathname',
  'search',
  'hash',
  'href',
] as const;

function update(href: string, action: number, value: string): string | false {
  const url = new natives.URL(href);
  const key = SETTERS[action];
  if (key === undefined) return false;
  try {
    url[key] = value;
  } catch {
    return false;
  }
  return measure(url);
}

/** `path` is absolute; what a URL gives a meaning to is escaped. */
function pathToFileURL(path: string): string {
  const escaped = path
    .replaceAll('%', '%25')
    .replaceAll('\\', '%5C')
    .replaceAll('\n', '%0A')
    .replaceAll('\r', '%0D')
    .replaceAll('\t', '%09')
    .replaceAll('?', '%3F')
    .replaceAll('#', '%23');
  return measure(new natives.URL(`file://${escaped}`));
}

provideBinding('url', {
  urlComponents: components,
  parse,
  update,
  pathToFileURL,
  canParse: (input: string, base?: string) => natives.URL.canParse(input, base),
  domainToASCII: hostToAscii,
  domainToUnicode: (domain: string) => domain,
  getOrigin: (href: string) => new natives.URL(href).origin,

  format(href: string, hash: boolean, _unicode: boolean, search: boolean, auth: boolean): string {
    const url = new natives.URL(href);
    if (!hash) url.hash = '';
    if (!search) url.search = '';
    if (!auth) {
      url.username = '';
      url.password = '';
    }
    return url.href;
  },
});
