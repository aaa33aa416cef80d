/**
 * `internalBinding('cares_wrap')` and `block_list`: names and addresses. There is one machine, `localhost`; every other
 * name is unknown, as on a computer without network.
 */
import { type Loose, provideBinding } from '../context.ts';
import { poll, ref, unref } from '../loop.ts';
import { UV } from './system-errors.ts';

const LOCAL = /^(?:localhost|localhost\.localdomain|.+\.localhost|sandbox)\.?$/i;

/** Node's request: `oncomplete(error, addresses)`. */
function getaddrinfo(request: Loose, host: string, family: number): number {
  ref();
  poll(() => {
    unref();
    if (!LOCAL.test(host)) return request.oncomplete(UV.ENOTFOUND);
    const address = family === 6 ? ['::1'] : ['127.0.0.1'];
    return request.oncomplete(null, address);
  });
  return 0;
}

function getnameinfo(request: Loose, _address: string, port: number): number {
  ref();
  poll(() => {
    unref();
    request.oncomplete(null, 'localhost', String(port));
  });
  return 0;
}

/** DNS servers there are none. */
class ChannelWrap {
  getServers(): unknown[] {
    return [];
  }
  setServers(): number {
    return 0;
  }
  setLocalAddress(): void {}
  cancel(): void {}
}
for (const kind of ['Any', 'A', 'Aaaa', 'Caa', 'Cname', 'Mx', 'Ns', 'Txt', 'Tlsa', 'Srv', 'Ptr', 'Naptr', 'Soa']) {
  Object.defineProperty(ChannelWrap.prototype, `query${kind}`, { value: () => UV.ENOTFOUND });
}

const IPV6_BYTES = 16;
function convertIpv6StringToBuffer(address: string): Uint8Array | undefined {
  const groups = expandIpv6(address);
  if (groups === undefined) return undefined;
  const bytes = new Uint8Array(IPV6_BYTES);
  groups.forEach((group, i) => new DataView(bytes.buffer).setUint16(2 * i, group));
  return bytes;
}

function expandIpv6(address: string): number[] | undefined {
  const [head = '', tail] = address.split('::');
  const parse = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const front = parse(head);
  const back = tail === undefined ? [] : parse(tail);
  const groups = [...front, ...Array<number>(8 - front.length - back.length).fill(0), ...back];
  return groups.length === 8 && groups.every((group) => group >= 0 && group <= 0xffff) ? groups : undefined;
}

provideBinding('cares_wrap', {
  getaddrinfo,
  getnameinfo,
  convertIpv6StringToBuffer,
  canonicalizeIP: (address: string) => address,
  strerror: (code: number) => `DNS error ${code}`,
  ChannelWrap,
  GetAddrInfoReqWrap: class GetAddrInfoReqWrap {},
  GetNameInfoReqWrap: class GetNameInfoReqWrap {},
  QueryReqWrap: class QueryReqWrap {},
  AI_ADDRCONFIG: 32,
  AI_ALL: 16,
  AI_V4MAPPED: 8,
  DNS_ORDER_VERBATIM: 0,
  DNS_ORDER_IPV4_FIRST: 1,
  DNS_ORDER_IPV6_FIRST: 2,
});

class SocketAddress {
  readonly #detail: object;
  constructor(address: string, port: number, family: number, flowlabel: number) {
    this.#detail = { address, port, family, flowlabel };
  }
  detail(out: object): object {
    return Object.assign(out, this.#detail);
  }
  flowlabel(): number {
    return 0;
  }
}

/** Addresses are compared as they are written: enough where there is but one machine. */
class BlockList {
  readonly #rules: string[] = [];
  addAddress(address: SocketAddress): void {
    this.#rules.push(JSON.stringify(address.detail({})));
  }
  addRange(): boolean {
    return false;
  }
  addSubnet(): void {}
  check(address: SocketAddress): boolean {
    return this.#rules.includes(JSON.stringify(address.detail({})));
  }
  getRules(): string[] {
    return [...this.#rules];
  }
}

provideBinding('block_list', { BlockList, SocketAddress, AF_INET: 2, AF_INET6: 10, FLOW_LABEL: 4 });
