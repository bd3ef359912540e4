/** `steady review`: the review of files as Markdown, for a pull request or to read. */
import { renderReview } from '../report/review.ts';
import { checkPaths, type ExitCode, exitCode } from './check.ts';
import { UserError } from './errors.ts';
import type { CheckOptions } from './options.ts';
import type { Streams } from './streams.ts';

/**
 * Prints the review of each file that was named, and of those files in named folders in which there is
 * something to say.
 */
export async function review(
    paths: readonly string[],
    options: CheckOptions,
    streams: Streams,
): Promise<ExitCode> {
    if (paths.length === 0)
        throw new UserError('Name the file to review, for example: steady review tests/test_queue.py');
    const report = await checkPaths(paths, { ...options, keep: { texts: true, sleeps: false } }, streams);
    const texts = report.files
        .filter(file => file.findings.length > 0 || report.files.length === 1)
        .map(file =>
            renderReview(
                { path: file.path, text: file.text ?? '' },
                { ...file, suppressed: file.hidden.length },
            ),
        );
    if (texts.length > 0) streams.out(texts.join('\n---\n\n'));
    else if (report.files.length > 0) streams.out(`No defects found in ${report.files.length} files.\n`);
    return exitCode(report, options.failOn);
}
