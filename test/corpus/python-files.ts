import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Every Python file below a folder, sorted; links are not followed. */
export function pythonFiles(folder: string): string[] {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile() && entry.name.endsWith('.py'))
        .map(entry => join(entry.parentPath, entry.name))
        .sort();
}
