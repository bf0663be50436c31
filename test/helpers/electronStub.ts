/** Stands for the module `electron` in unit tests: importing it succeeds, and each name is undefined until mocked. */
export default {};
