export default {
  open: '使用预设',
};
