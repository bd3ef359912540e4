/** What a run keeps of one analysed file: the findings, and the lines that their frames show. */
import { LineIndex } from '../base/text.ts';
import type { Analysis } from '../engine.ts';
import { frameLines } from './frame.ts';
import type { FileReport } from './report.ts';

/** @param path as the user would write it */
export function fileReport(path: string, text: string, analysis: Analysis): FileReport {
    const { findings, failures, isTestFile, testCount, lineCount, hidden = [] } = analysis;
    const wanted = new Set([...findings, ...hidden.map(h => h.finding)].flatMap(frameLines));
    const index = wanted.size > 0 ? new LineIndex(text) : undefined;
    const lines: Record<number, string> = {};
    for (const line of wanted) {
        if (index !== undefined && line < index.lineCount) lines[line] = index.lineText(line);
    }
    return {
        path,
        findings,
        failures,
        isTestFile,
        testCount,
        lineCount,
        hidden: hidden.map(entry => ({ ...entry, by: 'comment' })),
        lines,
    };
}
