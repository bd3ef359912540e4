/** From the arguments of the command to the files to check, each with the configuration in force for it. */
import { existsSync, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { ConfigLoader, ProjectConfig } from '../config/load.ts';
import { readPytestConfig } from '../config/pytest.ts';
import type { ConfigReader } from '../config/reader.ts';
import type { ConfigProblem } from '../config/validate.ts';
import type { RunError } from '../report/report.ts';
import { roleByName } from '../test-files.ts';
import { codeOf, describeFileError } from './errors.ts';
import type { SizedTask } from './pool.ts';
import { type FoundFile, walk } from './walk.ts';

export interface Selection {
    /** Sorted by path. */
    readonly tasks: readonly SizedTask[];
    readonly errors: readonly RunError[];
    /** What is wrong in the configuration files that count for the tasks, each said once. */
    readonly configProblems: readonly ConfigProblem[];
    /** Given folders that hold no test file. */
    readonly withoutTests: readonly string[];
}

export interface SelectOptions {
    readonly cwd: string;
    readonly gitignore: boolean;
    readonly loader: ConfigLoader;
}

/**
 * Reads configuration from the disk. A folder of that name, or a file without permission, is no file.
 * Nearly every question is for a file that is not there; asked one after the other, a queue costs more than an answer.
 */
export const diskReader: ConfigReader = {
    async readText(path) {
        try {
            return statSync(path, { throwIfNoEntry: false })?.isFile()
                ? readFileSync(path, 'utf8')
                : undefined;
        } catch {
            return undefined;
        }
    },
};

/** What is checked when no path is given: pytest's `testpaths`, or the current folder. */
export async function defaultPaths(cwd: string): Promise<readonly string[]> {
    const pytest = await readPytestConfig(diskReader, toSlashes(cwd));
    const paths = (pytest?.testPaths ?? []).filter(path => existsSync(join(cwd, path)));
    return paths.length > 0 ? paths : ['.'];
}

/** Finds the files that the given paths mean. A path that means none is an error of the result. */
export async function selectFiles(paths: readonly string[], options: SelectOptions): Promise<Selection> {
    const tasks = new Map<string, SizedTask>();
    const errors: RunError[] = [];
    const withoutTests: string[] = [];
    const problems = new Map<string, ConfigProblem>();
    const configOf = async (path: string) => {
        const project = await options.loader.load(toSlashes(path));
        for (const problem of project.problems) problems.set(JSON.stringify(problem), problem);
        return project;
    };
    for (const given of paths) {
        const path = resolve(options.cwd, given);
        const stats = statOrError(path);
        if (typeof stats === 'string') {
            errors.push({ path: given, message: stats });
        } else if (stats.isDirectory()) {
            const found = await walkFolder(path, options, configOf);
            errors.push(...found.errors.map(e => ({ ...e, path: displayOf(e.path, options.cwd) })));
            for (const { file, project, enginePath } of found.files) {
                if (!tasks.has(file.path))
                    tasks.set(file.path, taskOf(file, project, enginePath, options.cwd));
            }
            if (!found.anyTest && found.errors.length === 0) withoutTests.push(given);
        } else if (stats.isFile() || stats.isFIFO()) {
            tasks.set(path, explicitTask({ path, bytes: stats.size }, await configOf(path), options.cwd));
        } else {
            errors.push({ path: given, message: 'is neither a file nor a folder' });
        }
    }
    return {
        tasks: [...tasks.values()]
            .filter(task => task.config.enabled)
            .sort((a, b) => (a.display < b.display ? -1 : a.display > b.display ? 1 : 0)),
        errors,
        configProblems: [...problems.values()],
        withoutTests,
    };
}

interface FolderFile {
    readonly file: FoundFile;
    readonly project: ProjectConfig;
    readonly enginePath: string;
}

async function walkFolder(
    path: string,
    options: SelectOptions,
    configOf: (path: string) => Promise<ProjectConfig>,
): Promise<{ files: FolderFile[]; errors: readonly RunError[]; anyTest: boolean }> {
    const { pytest } = await options.loader.load(toSlashes(join(path, 'x.py')));
    const norecursedirs = pytest?.norecursedirs;
    const found = walk(path, {
        gitignore: options.gitignore,
        ...(norecursedirs === undefined ? {} : { norecursedirs }),
    });
    const files: FolderFile[] = [];
    let anyTest = false;
    for (const file of found.files) {
        const project = await configOf(file.path);
        const enginePath = enginePathOf(file.path, project);
        const role = roleByName(enginePath, project.config.testFiles);
        if (role === 'test') anyTest = true;
        if (role !== 'other') files.push({ file, project, enginePath });
    }
    return { files, errors: found.errors, anyTest };
}

function taskOf(file: FoundFile, project: ProjectConfig, enginePath: string, cwd: string): SizedTask {
    return { ...file, display: displayOf(file.path, cwd), enginePath, config: project.config };
}

/** A file that was named is checked, whatever its name is. */
export function explicitTask(file: FoundFile, project: ProjectConfig, cwd: string): SizedTask {
    const enginePath = enginePathOf(file.path, project);
    const name = enginePath.slice(enginePath.lastIndexOf('/') + 1);
    const { config } = project;
    const testFiles =
        roleByName(enginePath, config.testFiles) !== 'other' ? config.testFiles : [...config.testFiles, name];
    return taskOf(file, { ...project, config: { ...config, testFiles } }, enginePath, cwd);
}

const ROOT_MARKERS = ['.git', 'pyproject.toml', 'setup.py', 'setup.cfg', 'tox.ini'];
const roots = new Map<string, string>();

/**
 * The path by which the engine tells a test from other code: below the project's root, so that neither the
 * current folder nor a home called `/home/test` decides.
 */
function enginePathOf(path: string, project: ProjectConfig): string {
    const root = project.root ?? projectRoot(dirname(path));
    return toSlashes(relative(root, path));
}

function projectRoot(folder: string): string {
    const known = roots.get(folder);
    if (known !== undefined) return known;
    const parent = dirname(folder);
    const found =
        parent === folder || ROOT_MARKERS.some(marker => existsSync(join(folder, marker)))
            ? folder
            : projectRoot(parent);
    roots.set(folder, found);
    return found;
}

function statOrError(path: string): Stats | string {
    try {
        return statSync(path);
    } catch (error) {
        return codeOf(error) === 'ENOTDIR' ? 'does not exist' : describeFileError(error);
    }
}

/** Relative to the current folder where the file lies in it, else absolute; `/` between folders. */
export function displayOf(path: string, cwd: string): string {
    const below = relative(cwd, path);
    return toSlashes(below === '' || below.startsWith('..') ? path : below);
}

export function toSlashes(path: string): string {
    return process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
}
