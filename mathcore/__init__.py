"""The mathematics inside a language model, one small module an idea, in plain NumPy.

Each routine returns everything a picture of it needs, says what it does at every edge, and is
compared with PyTorch by `mathcore.verify`. Import the idea you want:

>>> from mathcore.dot_product import dot_product
>>> dot_product([3.0, 4.0], [4.0, 3.0]).cosine
0.96
"""
