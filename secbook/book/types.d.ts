// What the bundler gives and TypeScript cannot know.
declare module "*.css";
declare module "wheel/*";
declare function require(name: string): unknown;
