import { defineConfig } from 'vitest/config';

/** Unit, rule, protocol and property tests; what runs in a real editor is `npm run test:vscode`. */
export default defineConfig({
    test: {
        include: ['test/**/*.test.ts'],
        exclude: ['test/e2e/**'],
        // A cold start of the parser on a busy machine takes a second or two.
        testTimeout: 30_000,
        hookTimeout: 30_000,
    },
});
