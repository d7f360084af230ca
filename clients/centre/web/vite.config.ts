// How the application is built. The server's content security policy allows nothing inline: styles and scripts go to files of
// their own, pictures are not turned into data, and the loader of modules is not written into the page.
import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [vue()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"], isolate: false, setupFiles: ["src/test_setup.ts"] },
});
