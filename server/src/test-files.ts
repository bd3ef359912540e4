/** Which files of a folder are tests, before any of them is read. Command line and editor ask the same. */
import { patternMatcher, testFileMatcher } from './config/patterns.ts';
import { DEFAULT_CONFIG } from './config/schema.ts';
import { type FileRole, fileRole } from './model/discovery.ts';

/** pytest's own default, and folders that no runner looks into. */
const NEVER_ENTERED: readonly string[] = [
    '*.egg',
    '.*',
    '_darcs',
    'build',
    'CVS',
    'dist',
    'node_modules',
    'venv',
    '{arch}',
    '__pycache__',
];

/**
 * What a file is by its name. Patterns that a project has set are taken at their word; what lies beside
 * tests supports them either way.
 *
 * @param path below the project's root, `/` between folders
 */
export function roleByName(path: string, testFiles: readonly string[]): FileRole {
    const byName = fileRole(path, '');
    if (testFiles === DEFAULT_CONFIG.testFiles) return byName;
    if (testFileMatcher(testFiles)(path)) return 'test';
    return byName === 'support' ? 'support' : 'other';
}

/**
 * Tells by its name whether a folder is entered in the search for tests.
 *
 * @param norecursedirs pytest's setting, where the project has one
 */
export function folderMatcher(norecursedirs: readonly string[] = NEVER_ENTERED): (name: string) => boolean {
    const skipped = patternMatcher(norecursedirs);
    return name => !skipped(name);
}
