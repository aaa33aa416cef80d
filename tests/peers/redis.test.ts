/** The real Redis beside ours: the recordings are still what it says, and what nobody thought of is alike too. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDialogues, play } from '../protocols/resp/dialogue.ts';
import { memoryTarget } from '../protocols/resp/memory-target.ts';
import { type TcpTarget, tcpTarget } from '../protocols/resp/tcp-target.ts';
import { request, textOf } from '../protocols/resp/wire-text.ts';
import { chance } from '../support/chance.ts';
import { skipped } from './missing.ts';
import { installedVersion, noRedis, type RealRedis, startRedis } from './redis.ts';
import { type Scene, SCENES } from './redis-random-scenes.ts';

const RECORDED = '7.0.15';
const FOLDER = join(import.meta.dirname, `../transcripts/redis-${RECORDED}`);
const SEEDS = Number(process.env['REDIS_SEEDS'] ?? 5);
/** What Redis counts of its own tree, and clients from its start on. */
const OWN_NUMBERS = /(radix-tree-nodes\r\n|\$2\r\nid\r\n):\d+/g;

const alone = skipped(noRedis());
const version = alone ? '' : installedVersion();
const other = !alone && version !== RECORDED;
if (other) skipped(`the recordings are of Redis ${RECORDED}, here is ${version}`);

describe.skipIf(alone)('beside the real Redis', () => {
  let redis: RealRedis;
  let real: TcpTarget;

  beforeAll(async () => {
    redis = await startRedis();
    real = await tcpTarget(redis.port);
  });

  afterAll(async () => {
    real.close();
    await redis.stop();
  });

  describe.skipIf(other)(`the recordings are what Redis ${RECORDED} says`, () => {
    it.each(globSync('*.txt', { cwd: FOLDER }).sort())('%s', { timeout: 120_000 }, async (file) => {
      for (const dialogue of parseDialogues(readFileSync(join(FOLDER, file), 'utf8'))) {
        await real.clean();
        const heard = await play(dialogue, real);
        const said = dialogue.steps.map(({ line }, index) => [line, ...(heard[index] ?? [])]);
        const recorded = dialogue.steps.map((step) => [step.line, ...step.heard]);
        expect(said, dialogue.name).toEqual(recorded);
      }
    });
  });

  describe.skipIf(other)('at random', () => {
    it.each(SCENES.map((scene) => [scene.name, scene] as const))(
      `%s, ${SEEDS} times`,
      { timeout: SEEDS * 60_000 },
      async (_name, scene) => {
        for (let seed = 1; seed <= SEEDS; seed++) await alike(scene, seed, real);
      },
    );
  });
});

interface Talk {
  say(client: number, words: readonly (string | number)[]): void;
  /** What each has heard since it was asked last. */
  heard(): string[];
  end(): void;
}

async function talk(target: Pick<TcpTarget, 'connect'>, clients: number): Promise<Talk> {
  const heard = Array.from({ length: clients }, () => '');
  const lines = await Promise.all(
    heard.map((_, client) => {
      return target.connect(
        (bytes) => void (heard[client] += textOf(bytes)),
        () => void (heard[client] += '(closed)'),
      );
    }),
  );
  return {
    say: (client, words) => lines[client]?.write(request(...words)),
    heard: () => heard.splice(0, clients, ...heard.map(() => '')).map((text) => text.replace(OWN_NUMBERS, '$1:#')),
    end: () => lines.forEach((line) => line.cut()),
  };
}

async function alike(scene: Scene, seed: number, real: TcpTarget): Promise<void> {
  await real.clean();
  const ours = memoryTarget();
  const [theirs, own] = [await talk(real, scene.clients), await talk(ours, scene.clients)];
  const said: string[] = [];
  for (const [client, ...words] of scene.lines(seed, chance(seed))) {
    said.push(`${client}: ${words.join(' ')}`);
    for (const side of [theirs, own]) side.say(client, words);
    await real.settle();
    await ours.settle();
    expect(own.heard(), `seed ${seed}, after\n${said.slice(-20).join('\n')}`).toEqual(theirs.heard());
  }
  expect(ours.bugs).toEqual([]);
  for (const side of [theirs, own]) side.end();
}
