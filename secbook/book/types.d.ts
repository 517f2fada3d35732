// What the bundler gives and TypeScript cannot know.
declare module "*.css";
declare function require(name: string): unknown;
