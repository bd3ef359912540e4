/** How long the tests of a run may sleep: what the command line says, else the configuration. */
import { join } from 'node:path';
import { createConfigLoader } from '../config/load.ts';
import { diskReader, toSlashes } from './files.ts';
import { type CheckOptions, knownNames } from './options.ts';

/** Seconds; `undefined` for no limit. The configuration of the current folder decides for the whole run. */
export async function sleepBudgetOf({
    sleepBudget,
    cwd,
}: Pick<CheckOptions, 'sleepBudget' | 'cwd'>): Promise<number | undefined> {
    if (sleepBudget !== undefined) return sleepBudget;
    const loader = createConfigLoader(diskReader, knownNames());
    const { config } = await loader.load(toSlashes(join(cwd, 'test_.py')));
    return config.sleepBudget > 0 ? config.sleepBudget : undefined;
}
