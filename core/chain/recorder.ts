/** The line that every refusal of a model's text ends with: the recorder reads what a text cannot say. */
export const RECORDER_SNIPPET = 'from upbench_trace import trace; trace(model, example_input)';
