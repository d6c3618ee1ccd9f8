"""How the models were made: `pages` reads a corpus, `fit` fits one model, `folds` all of them, `run` the whole, `crossvalidate` predicts.

Nothing here is needed at run time; LightGBM and scikit-learn are the optional extra `train`.
"""
