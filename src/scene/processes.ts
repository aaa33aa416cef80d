/** What the process table tells, and connections: who is there and who is joined to whom. */
import type { EventOf, TraceEvent } from '../trace/events.ts';
import type { Draft } from './draft.ts';
import { markReceiver } from './draft.ts';
import type { ProcessPicture } from './picture.ts';
import { BROKER_PROCESS, linkKey, publisherKey } from './picture.ts';

export function applyToProcesses(draft: Draft, event: EventOf<`process-${string}` & TraceEvent['type']>): void {
  const name = event.process;
  const before: ProcessPicture = draft.processes.get(name) ?? { name, listens: [] };
  switch (event.type) {
    case 'process-started':
      if (name !== BROKER_PROCESS) {
        const listens = before.exit ? [] : before.listens;
        draft.processes.set(name, { name, listens });
      } else if (!draft.broker?.running) draft.broker = { running: true, ports: [] };
      return;
    case 'process-exited': {
      if (name === BROKER_PROCESS) {
        cutEverything(draft);
        draft.broker = { running: false, ports: [] };
        return;
      }
      const exit = { code: event.code, ...(event.signal !== undefined && { signal: event.signal }) };
      draft.processes.set(name, { ...before, exit });
      for (const [id, link] of draft.links) if (link.process === name) draft.links.set(id, { ...link, open: false });
      return;
    }
    case 'process-listening':
      if (name === BROKER_PROCESS) return;
      draft.receivers.add(name);
      draft.processes.set(name, { ...before, listens: [...new Set([...before.listens, event.port])] });
      return;
    case 'process-connected': {
      const waiting = [...draft.connections.values()].find(
        (connection) => connection.process === undefined && connection.peerPort === event.localPort,
      );
      if (waiting) draft.connections.set(waiting.id, { ...waiting, process: name });
      else if (draft.broker?.ports.includes(event.remotePort)) draft.dialling.set(event.localPort, name);
      else {
        const link = { process: name, port: event.remotePort, open: true };
        draft.links.set(linkKey(link), link);
      }
      if (waiting) markReceiver(draft, waiting.id);
    }
  }
}

export function closeConnection(draft: Draft, connection: string): void {
  const process = draft.connections.get(connection)?.process;
  draft.connections.delete(connection);
  for (const [id, it] of draft.consumers) if (it.connection === connection) draft.consumers.delete(id);
  for (const [id, it] of draft.subscriptions) if (it.connection === connection) draft.subscriptions.delete(id);
  for (const [id, it] of draft.publishers) {
    if (it.closedBy !== undefined || it.connection !== connection) continue;
    draft.publishers.delete(id);
    if (process === undefined) continue;
    const past = { ...it, closedBy: process };
    draft.publishers.set(publisherKey(past), past);
  }
}

/** The broker's end of every connection is gone; what became of queues and messages, the broker tells itself. */
export function cutEverything(draft: Draft): void {
  for (const connection of [...draft.connections.keys()]) closeConnection(draft, connection);
  for (const part of [draft.consumers, draft.subscriptions, draft.dialling, draft.sorting]) part.clear();
}
