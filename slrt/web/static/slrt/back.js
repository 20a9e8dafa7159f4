// Going back.
