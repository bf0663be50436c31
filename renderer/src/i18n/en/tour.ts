export default {
  heading: 'First steps',
  count: '{at} of {of}',
  next: 'Next',
  done: 'Done',
  dismiss: 'End the tour',
  stops: {
    left: 'Drop your own pictures here, choose the scale, and open a method to change its parameters. A warning says beforehand which ones make a checkerboard.',
    centre:
      'The outputs side by side: the wheel zooms all of them, a double click on one fills the view, and the inspector shows the pixel under the pointer.',
    dock: 'Hover a number to see how it was computed. Select a column head to sort, and Explain to read what a metric means.',
    'app-bar':
      'Run compares again (Ctrl+Enter), Export makes the report. Ctrl+K finds every command, and the question mark lists the shortcuts.',
  },
};
