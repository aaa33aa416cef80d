/**
 * Writes src/reference/fidelity/*.json, what the fidelity pages show, from the tests' data: `npm run fidelity`.
 * With `--record` it first asks the real brokers anew (tests/peers); they have to be installed, see .ci/run.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as prettier from 'prettier';
import { fidelityOf } from '../tests/fidelity/build.ts';
import { protocols } from '../tests/fidelity/index.ts';
import { recordAmqp } from '../tests/peers/amqp/record.ts';

const FOLDER = join(import.meta.dirname, '../src/reference/fidelity');

if (process.argv.includes('--record')) {
  const { peer, version, programs } = await recordAmqp(new Date().toISOString().slice(0, 10));
  console.log(`${peer} ${version}: ${Object.keys(programs).length} programs recorded.`);
}
for (const spec of protocols()) {
  const file = join(FOLDER, `${spec.protocol}.json`);
  const style = await prettier.resolveConfig(file);
  const page = fidelityOf(spec);
  await writeFile(file, await prettier.format(JSON.stringify(page), { ...style, plugins: [], parser: 'json' }));
  const compared = page.sources.map(({ id, alike, compared: all }) => `${id} ${alike} of ${all}`);
  console.log(`${spec.name}: ${compared.join(', ')} alike.`);
}
