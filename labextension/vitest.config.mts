import { defineConfig } from 'vitest/config';

// The core needs no DOM: a test that does says `// @vitest-environment jsdom`.
export default defineConfig({
  test: {
    include: ['{src,test}/**/*.test.{ts,tsx}'],
    environment: 'node',
    testTimeout: 30000 // a busy machine is no failure
  }
});
