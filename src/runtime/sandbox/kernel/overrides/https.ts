/** `https` without TLS: an agent can be made, requests fail by name. */
import type { Loose } from '../context.ts';
import { nodeModule } from '../library.ts';
import { unsupportedModule } from '../unsupported.ts';

/** `https.Agent` is made when a library loads; only requests fail. */
class Agent extends (nodeModule('_http_agent').Agent as new (options?: object) => Loose) {
  constructor(options?: object) {
    super(options);
    this.defaultPort = 443;
    this.protocol = 'https:';
  }
}
export const https = {
  Agent,
  globalAgent: new Agent(),
  ...unsupportedModule('https', ['request', 'get', 'createServer', 'Server']),
};
