/** JUnit's XML, which every CI server shows: a suite for each file, a failed case for each finding. */
import type { FileReport, Report } from './report.ts';

export function renderJunit(report: Report): string {
    const suites = report.files.map(suiteOf);
    const failures = report.files.reduce((sum, file) => sum + file.findings.length, 0);
    const cases = report.files.reduce((sum, file) => sum + Math.max(1, file.findings.length), 0);
    const errors = report.errors.length;
    const errorSuite = errors === 0 ? [] : [errorsOf(report)];
    const head = `<testsuites name="steady" tests="${cases + errors}" failures="${failures}" errors="${errors}">`;
    return `${['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites, ...errorSuite, '</testsuites>'].join('\n')}\n`;
}

function suiteOf({ path, findings }: FileReport): string {
    const name = attribute(path);
    const head = `  <testsuite name="${name}" tests="${Math.max(1, findings.length)}" failures="${findings.length}" errors="0">`;
    const cases = findings.map(finding => {
        const line = finding.range.start.line + 1;
        const { why, solution } = finding.explanation;
        const details = [
            `${path}:${line}:${finding.range.start.character + 1}`,
            finding.context === '' ? '' : `in ${finding.context}`,
            why,
            solution,
        ];
        return [
            `    <testcase classname="${name}" name="${attribute(`${finding.rule} at line ${line}`)}" file="${name}" line="${line}">`,
            `      <failure type="${finding.severity}" message="${attribute(finding.message)}">${content(details.filter(text => text !== '').join('\n'))}</failure>`,
            '    </testcase>',
        ].join('\n');
    });
    const body =
        cases.length > 0 ? cases : [`    <testcase classname="${name}" name="no findings" file="${name}"/>`];
    return [head, ...body, '  </testsuite>'].join('\n');
}

/** What could not be checked. */
function errorsOf({ errors }: Report): string {
    const cases = errors.map(
        ({ path, message }) =>
            `    <testcase classname="steady" name="${attribute(path === '' ? 'configuration' : path)}"><error message="${attribute(message)}"/></testcase>`,
    );
    return [
        `  <testsuite name="steady" tests="${errors.length}" failures="0" errors="${errors.length}">`,
        ...cases,
        '  </testsuite>',
    ].join('\n');
}

function content(text: string): string {
    return (
        text
            // XML knows no other control characters, not even escaped ones.
            .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
            .replaceAll('&', '&amp;')
            .replaceAll('<', '&lt;')
            .replaceAll('>', '&gt;')
    );
}

function attribute(text: string): string {
    return content(text)
        .replaceAll('"', '&quot;')
        .replace(/[\t\n\r]/g, whitespace => `&#${whitespace.charCodeAt(0)};`);
}
